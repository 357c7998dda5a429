# keyrack_floor(NAME [LIBRARIES …] [PRIVATE_LIBRARIES …] [EXCLUDE folders…])
#
# One static library keyrack_NAME from all C files of the floor and its folders one level down; files named *_main.c
# belong to programs. A floor that has no C file yet is an interface library, so that others can already name it.
function(keyrack_floor name)
  cmake_parse_arguments(FLOOR "" "" "LIBRARIES;PRIVATE_LIBRARIES;EXCLUDE" ${ARGN})
  file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/*.c ${CMAKE_CURRENT_SOURCE_DIR}/*/*.c)
  list(FILTER sources EXCLUDE REGEX "_main\\.c$")
  foreach(folder ${FLOOR_EXCLUDE})
    list(FILTER sources EXCLUDE REGEX "^${CMAKE_CURRENT_SOURCE_DIR}/${folder}/")
  endforeach()
  if(sources)
    add_library(keyrack_${name} STATIC ${sources})
    target_link_libraries(keyrack_${name} PUBLIC ${FLOOR_LIBRARIES} PRIVATE ${FLOOR_PRIVATE_LIBRARIES})
  else()
    add_library(keyrack_${name} INTERFACE)
    target_link_libraries(keyrack_${name} INTERFACE ${FLOOR_LIBRARIES} ${FLOOR_PRIVATE_LIBRARIES})
  endif()
endfunction()

# keyrack_program(PROGRAM MAIN_FILE LIBRARIES…): an executable, once its main file exists.
function(keyrack_program program main_file)
  file(GLOB main CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/${main_file})
  if(main)
    add_executable(${program} ${main})
    target_link_libraries(${program} PRIVATE ${ARGN})
  endif()
endfunction()
