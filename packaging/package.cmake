# The Debian package: `cmake --build --preset release --target package` writes ldapsnap_VERSION_ARCHITECTURE.deb to the build
# tree. tests/package/run.sh installs, upgrades and removes it in a fresh root.

# What belongs to the machine and not to a prefix; `cmake --install` leaves it alone.
install(FILES ${CMAKE_CURRENT_LIST_DIR}/config.toml DESTINATION /etc/ldapsnap COMPONENT machine EXCLUDE_FROM_ALL)
install(FILES ${CMAKE_CURRENT_LIST_DIR}/lintian-overrides DESTINATION share/lintian/overrides RENAME ldapsnap
  COMPONENT machine EXCLUDE_FROM_ALL)
install(FILES ${CMAKE_CURRENT_LIST_DIR}/copyright ${PROJECT_SOURCE_DIR}/CHANGELOG.md DESTINATION share/doc/ldapsnap
  COMPONENT machine EXCLUDE_FROM_ALL)

set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME ldapsnap)
set(CPACK_PACKAGE_VERSION ${PROJECT_VERSION})
set(CPACK_PACKAGE_CONTACT "The ldapsnap developers <ldapsnap@packages.invalid>")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "show what a setup did to an LDAP directory")
set(CPACK_PACKAGE_DESCRIPTION "ldapsnap captures the configuration and the schema of a directory before
and after a product's setup, an upgrade or a schema extension. It shows
the difference in the directory's own terms, names the objects that a
later setup cannot handle, rehearses a lab run against production, and
packs evidence for a ticket.
.
It knows OpenLDAP, 389 Directory Server, FreeIPA, Samba, Active Directory
and Exchange, and reads exports of many more.")
set(CPACK_INSTALL_PREFIX /usr)
set(CPACK_SET_DESTDIR ON)  # /etc is outside of the prefix
set(CPACK_STRIP_FILES ON)
set(CPACK_COMPONENTS_ALL Unspecified machine)
set(CPACK_COMPONENTS_GROUPING ALL_COMPONENTS_IN_ONE)
set(CPACK_DEB_COMPONENT_INSTALL ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SECTION net)
set(CPACK_DEBIAN_PACKAGE_PRIORITY optional)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_DEPENDS adduser)  # of postinst
# libldap finds its SASL mechanisms when it runs; without them there is no Kerberos.
set(CPACK_DEBIAN_PACKAGE_RECOMMENDS "libsasl2-modules, libsasl2-modules-gssapi-mit")
set(CPACK_DEBIAN_PACKAGE_SUGGESTS "ldap-utils, minisign")
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)
set(CPACK_DEBIAN_PACKAGE_CONTROL_EXTRA ${CMAKE_CURRENT_LIST_DIR}/conffiles ${CMAKE_CURRENT_LIST_DIR}/postinst
  ${CMAKE_CURRENT_LIST_DIR}/postrm)
set(CPACK_PRE_BUILD_SCRIPTS ${CMAKE_CURRENT_LIST_DIR}/compress.cmake)
include(CPack)
