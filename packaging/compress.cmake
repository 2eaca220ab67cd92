# Run by CPack on the tree that is packed: Debian's policy (12.1, 12.3, 12.7) has manual pages and the changelog compressed,
# without a time, so that a package built twice is the same bytes.
file(GLOB pages ${CPACK_TEMPORARY_DIRECTORY}/usr/share/man/man*/*.[1-8])
set(changelog ${CPACK_TEMPORARY_DIRECTORY}/usr/share/doc/ldapsnap)
if(EXISTS ${changelog}/CHANGELOG.md)
  file(RENAME ${changelog}/CHANGELOG.md ${changelog}/changelog)
endif()
execute_process(COMMAND gzip -9n ${pages} ${changelog}/changelog COMMAND_ERROR_IS_FATAL ANY)
