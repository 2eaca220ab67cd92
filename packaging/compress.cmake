# Run by CPack on the tree that is packed: Debian's policy (12.1, 12.3, 12.7) has manual pages and the changelog compressed,
# without a time, so that a package built twice is the same bytes.
set(tree ${CPACK_TEMPORARY_DIRECTORY}/ALL_COMPONENTS_IN_ONE)
file(GLOB pages ${tree}/usr/share/man/man*/*.[1-8])
set(documents ${tree}/usr/share/doc/ldapsnap)
execute_process(COMMAND gzip -9n ${pages} ${documents}/CHANGELOG.md COMMAND_ERROR_IS_FATAL ANY)
