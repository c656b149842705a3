"""--expires: what it takes, in which time zone, and what it refuses."""

import datetime
import json
import unittest

from support import Case, from_now, token

UTC = datetime.timezone.utc


class Expires(Case):
    def setUp(self):
        self.cloud = self.scripted_cloud(
            lambda method, path, body: (200, json.dumps(token(token="secret"))))

    def sent(self, text, **changes):
        """What the server is told for `--expires text`."""
        self.succeed(self.cloud.run("api-token", "create", "ci", "--expires", text, **changes))
        return json.loads(self.cloud.requests[-1][2])["expired_at"]

    def refuse(self, text, reason, **changes):
        result = self.cloud.run("api-token", "create", "ci", "--expires", text, **changes)
        self.fail_with(result, 2, reason, "examples: 30d, 1w, 24h, 2026-12-31")
        self.assertEqual(self.cloud.requests, [])

    def test_durations(self):
        for text, duration in (("24h", {"hours": 24}), ("30d", {"days": 30}), ("1w", {"weeks": 1}),
                               ("2W", {"weeks": 2}), (" 30d ", {"days": 30}), ("\t1w\n", {"weeks": 1}),
                               ("007D", {"days": 7})):
            with self.subTest(text):
                time = datetime.datetime.fromisoformat(self.sent(text).replace("Z", "+00:00"))
                self.assertAlmostEqual(time, from_now(**duration),
                                       delta=datetime.timedelta(minutes=1))

    def test_times_with_a_zone(self):
        for text, utc in (("2099-12-31T18:00:00+01:00", "2099-12-31T17:00:00.000000Z"),
                          ("2099-12-31T18:00:00Z", "2099-12-31T18:00:00.000000Z"),
                          ("2099-12-31 18:00:00.25-10:30", "2100-01-01T04:30:00.250000Z"),
                          ("9999-12-31T23:59:59z", "9999-12-31T23:59:59.000000Z"),
                          ("  2099-12-31T18:00:00Z\n", "2099-12-31T18:00:00.000000Z")):
            with self.subTest(text):
                self.assertEqual(self.sent(text), utc)

    def test_times_without_a_zone_are_local(self):
        for text, zone, utc in (
                ("2099-12-31", "CET-1CEST,M3.5.0,M10.5.0/3", "2099-12-30T23:00:00.000000Z"),
                ("2099-07-01", "CET-1CEST,M3.5.0,M10.5.0/3", "2099-06-30T22:00:00.000000Z"),
                ("2099-07-01T12:30:15", "IST-5:30", "2099-07-01T07:00:15.000000Z"),
                ("2099-07-01 12:30:15", "<-11>11", "2099-07-01T23:30:15.000000Z"),
                ("2099-07-01T12:30:15.5", "UTC0", "2099-07-01T12:30:15.500000Z")):
            with self.subTest(text, zone=zone):
                self.assertEqual(self.sent(text, TZ=zone), utc)

    def test_result_shows_local_time_with_its_zone(self):
        self.cloud = self.local_cloud()
        result = self.cloud.run("api-token", "create", "ci", "--expires", "2099-07-01T12:00:00Z")
        self.assertIn("  Expires: 2099-07-01 14:00:00 CEST\n", self.succeed(result))

    def test_changes_of_the_clocks(self):
        self.refuse("2099-03-29T02:30:00", "does not exist in the local time zone")
        self.refuse("2099-10-25T02:30:00", "is ambiguous in the local time zone")
        self.assertEqual(self.sent("2099-10-25T02:30:00+01:00"), "2099-10-25T01:30:00.000000Z")

    def test_past_and_zero(self):
        today = datetime.datetime.now(UTC).date()
        for text in ("0d", "0h", "00w", "2020-01-01", "2020-01-01T00:00:00Z",
                     str(today - datetime.timedelta(days=1)), str(today)):
            with self.subTest(text):
                self.refuse(text, "is not in the future")

    def test_overflow(self):
        for text in ("9" * 30 + "d", "9223372036854775807h", "9223372036854775808w", "3000000d",
                     "417000w"):
            with self.subTest(text):
                self.refuse(text, "is after the year 9999")

    def test_rubbish(self):
        for text in ("", "d", "30", "30m", "-1d", "+1d", "1.5d", "1 d", "1d1h", "tomorrow",
                     "2026-13-01", "2026-02-30", "2026-12-31T25:00:00Z", "2026-12-31T18:00",
                     "2026-12-31T18:00:00+25:00", "31.12.2026", "2026-12-31TT00:00:00Z"):
            with self.subTest(text):
                self.refuse(text, "is neither a duration nor a time")


if __name__ == "__main__":
    unittest.main()
