# The lessons and their formulas are built into the program: no file has to be found at run time.
file(GLOB_RECURSE LESSON_FILES CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/resources/lessons/*.md)
list(FILTER LESSON_FILES EXCLUDE REGEX "/README\\.md$")
file(GLOB FORMULA_FILES CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/resources/formulas/index.json
  ${CMAKE_SOURCE_DIR}/resources/formulas/svg/*.svg)
qt_add_resources(gradus_widgets lesson_resources PREFIX /gradus BASE ${CMAKE_SOURCE_DIR}/resources
  FILES ${LESSON_FILES} ${FORMULA_FILES})
