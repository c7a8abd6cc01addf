package io.offstage.worker.tool;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.offstage.task.RawJson;

/** How a tool's arguments become what its code is given. */
interface ArgumentReader<I> {

  ArgumentReader<RawJson> AS_IT_CAME = args -> args;

  /**
   * What the code is given.
   *
   * @throws JsonProcessingException where the arguments satisfy the schema and yet are refused by
   *     the type: a date that is none, a constructor that throws
   */
  I read(RawJson args) throws JsonProcessingException;

  static <T> ArgumentReader<T> of(Class<T> type) {
    return args -> ToolJson.MAPPER.readValue(args.text(), type);
  }
}
