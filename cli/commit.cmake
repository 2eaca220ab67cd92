# Writes commit.h, which names the commit that is built: cmake -DSOURCE=DIR -DHEADER=FILE -P commit.cmake. The file changes
# only with the commit, so that nothing is compiled again for it. Sources without a repository have no commit.
set(commit "")
find_program(GIT git)
if(GIT)
  execute_process(COMMAND ${GIT} -C ${SOURCE} rev-parse HEAD OUTPUT_VARIABLE commit ERROR_QUIET
    OUTPUT_STRIP_TRAILING_WHITESPACE)
  execute_process(COMMAND ${GIT} -C ${SOURCE} rev-parse --show-toplevel OUTPUT_VARIABLE top ERROR_QUIET
    OUTPUT_STRIP_TRAILING_WHITESPACE)
  file(REAL_PATH "${SOURCE}" source)
  if(NOT top STREQUAL source)
    set(commit "")  # the repository of something else, in which these sources lie
  elseif(commit)
    execute_process(COMMAND ${GIT} -C ${SOURCE} diff --quiet HEAD RESULT_VARIABLE changed ERROR_QUIET)
    if(NOT changed EQUAL 0)
      string(APPEND commit " with changes")
    endif()
  endif()
endif()
set(text "// Made by commit.cmake.\n#pragma once\n\nnamespace ldapsnap {\n\nconstexpr const char* kCommit = \"${commit}\";\n\n}  // namespace ldapsnap\n")
set(before "")
if(EXISTS ${HEADER})
  file(READ ${HEADER} before)
endif()
if(NOT before STREQUAL text)
  file(WRITE ${HEADER} "${text}")
endif()
