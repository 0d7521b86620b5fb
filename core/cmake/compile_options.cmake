# Options every target of ours gets: `target_link_libraries(x PRIVATE gradus_options)`.
add_library(gradus_options INTERFACE)
target_compile_options(gradus_options INTERFACE -Wall -Wextra -Wno-missing-field-initializers)
if(GRADUS_WERROR)
  target_compile_options(gradus_options INTERFACE -Werror)
endif()
# Equal bits on every machine outside the kernel libraries: no contraction, no fast-math (rulings: promise of equality).
target_compile_options(gradus_options INTERFACE -ffp-contract=off)
target_compile_definitions(gradus_options INTERFACE QT_NO_CAST_TO_ASCII EIGEN_MPL2_ONLY EIGEN_DONT_PARALLELIZE)
if(GRADUS_SANITIZE)
  add_compile_options(-fsanitize=${GRADUS_SANITIZE} -fno-omit-frame-pointer -g1)
  add_link_options(-fsanitize=${GRADUS_SANITIZE})
endif()
