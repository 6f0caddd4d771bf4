import { MemoryCallSeat, MemorySeats } from "../fakes/memory-call-seat.ts";
import { describeCallSeat } from "./call-seat.ts";

describeCallSeat("in memory", () => {
  const seats = new MemorySeats();
  return () => new MemoryCallSeat(seats);
});
