# bentocloud_warnings(TARGET): the warnings that this project is kept clean of. The presets of CI
# turn them into errors (CMAKE_COMPILE_WARNING_AS_ERROR).
function(bentocloud_warnings target)
  target_compile_options(${target} PRIVATE -Wall -Wextra -Wpedantic -Wconversion -Wshadow)
endfunction()
