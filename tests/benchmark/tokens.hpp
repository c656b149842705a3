#pragma once

#include <cstddef>
#include <string>

/// What the cloud of the benchmarks holds: tokens with all that real ones have, 974 bytes each.
namespace bench {

/// The API token of whoever asks for them.
inline constexpr const char* api_key = "cmbd5rgt0000benchmark0000key";

/// 20 characters, as BentoCloud's; from 0 on.
inline std::string uid_of(std::size_t index) {
  const std::string digits = std::to_string(index);
  return "cmbd5rgt" + std::string(12 - digits.size(), '0') + digits;
}

inline std::string token_json(const std::string& uid) {
  return R"({"uid":")" + uid +
         R"(","created_at":"2026-03-14T09:26:53.589793Z","updated_at":"2026-03-15T10:00:01.25Z",)"
         R"("deleted_at":null,"name":"ci-)" +
         uid +
         R"(","resource_type":"api_token","labels":[{"key":"team","value":"ml-platform"}],)"
         R"("description":"Deploys the fraud-detection models from CI","user":{"uid":"cl7vnkh3zw8q2f5yaj4m",)"
         R"("created_at":"2025-01-02T03:04:05.678901Z","updated_at":"2026-02-03T04:05:06.789012Z",)"
         R"("deleted_at":null,"name":"ada","resource_type":"user","labels":[],)"
         R"("first_name":"Ada","last_name":"Lovelace","email":"ada@acme.example"},)"
         R"("organization":{"uid":"cl7vnkh3zw8q2f5yaj4n","created_at":"2025-01-02T03:04:05.5Z",)"
         R"("updated_at":null,"deleted_at":null,"name":"acme","resource_type":"organization",)"
         R"("labels":[],"description":"Acme Corporation"},"scopes":["api","read_cluster"],)"
         R"("expired_at":"2027-03-14T09:26:53.589793Z","last_used_at":"2026-11-24T08:15:30Z",)"
         R"("is_expired":false,"is_api_token":true,"is_organization_token":false,)"
         R"("is_global_access":false})";
}

/// The list object with the tokens from `start` on, `count` of them as far as there are so many.
inline std::string page_json(std::size_t start, std::size_t count, std::size_t total) {
  std::string page = R"({"total":)" + std::to_string(total) + R"(,"start":)" +
                     std::to_string(start) + R"(,"count":)" + std::to_string(count) +
                     R"(,"items":[)";
  for (std::size_t index = start; index < total && index < start + count; ++index) {
    if (index > start) page += ',';
    page += token_json(uid_of(index));
  }
  return page + "]}";
}

}  // namespace bench
