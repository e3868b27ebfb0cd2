# SPDX-License-Identifier: GPL-2.0-or-later
find_package(Qt6 6.4 REQUIRED COMPONENTS Widgets Svg)

# The window, without main(): tests drive the real one.
add_library(window STATIC
  action_table.cpp
  card.cpp
  compare_window.cpp
  exploration.cpp
  form_filling.cpp
  finding_watch.cpp
  library_pane.cpp
  main_window.cpp
  main_window_actions.cpp
  main_window_compare.cpp
  main_window_explore.cpp
  main_window_findings.cpp
  main_window_layout.cpp
  main_window_look.cpp
  main_window_runs.cpp
  main_window_wishes.cpp
  moment.cpp
  playback.cpp
  questions.cpp
  session.cpp
  settings.cpp
  status_line.cpp
  style_sheet.cpp
  tab_pane.cpp
  window_main.cpp
  ${CMAKE_SOURCE_DIR}/resources/app.qrc)
set_target_properties(window PROPERTIES AUTOMOC ON AUTORCC ON)
target_link_libraries(window PUBLIC views engine recordings Qt6::Widgets Qt6::Svg)
target_precompile_headers(window PRIVATE ${CMAKE_SOURCE_DIR}/views/pch.h)
