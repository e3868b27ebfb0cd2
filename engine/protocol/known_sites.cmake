# SPDX-License-Identifier: GPL-2.0-or-later
# The lines of the protocol that make events: those that call a function which takes its caller's line, and hand
# it none of their own. Such functions are known by their declarations, so there is no list of them here.
set(KTS_DECLARED "")
set(at_parameter "At at = std::source_location::current")
file(GLOB KTS_SITE_SOURCES CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/protocol/*.cpp
  ${CMAKE_CURRENT_SOURCE_DIR}/protocol/variants/*.cpp)
foreach(file ${CMAKE_CURRENT_SOURCE_DIR}/kernel/kernel.h ${CMAKE_CURRENT_SOURCE_DIR}/protocol/kthread.h
    ${CMAKE_CURRENT_SOURCE_DIR}/protocol/workqueue.h ${KTS_SITE_SOURCES})
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${file})
  file(READ ${file} text)
  string(REGEX MATCHALL "[A-Za-z_]+\\([^();]*${at_parameter}" declarations "${text}")
  foreach(declaration IN LISTS declarations)
    string(REGEX REPLACE "\\(.*" "" name "${declaration}")
    list(APPEND KTS_DECLARED ${name})
  endforeach()
endforeach()
list(REMOVE_DUPLICATES KTS_DECLARED)
list(JOIN KTS_DECLARED "|" names)

set(KTS_KNOWN_SITES "")
foreach(file ${KTS_SITE_SOURCES})
  get_filename_component(name ${file} NAME)
  file(READ ${file} text)
  string(REGEX REPLACE "[][;]" " " text "${text}")  # which lists are made of
  string(REPLACE "\n" ";" lines "${text}")
  set(number 0)
  foreach(line IN LISTS lines)
    math(EXPR number "${number} + 1")
    string(REGEX REPLACE "//.*" "" line "${line}")
    if("${line}" MATCHES "(^|[^A-Za-z_:])(${names})\\(" AND NOT "${line}" MATCHES "At at|[ (]at\\)")
      string(APPEND KTS_KNOWN_SITES "\n    {\"${name}\", ${number}},")
    endif()
  endforeach()
endforeach()
configure_file(${CMAKE_CURRENT_SOURCE_DIR}/protocol/known_sites.h.in
  ${CMAKE_BINARY_DIR}/generated/engine/protocol/known_sites.h @ONLY)
