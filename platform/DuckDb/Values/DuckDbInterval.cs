using System.Runtime.InteropServices;

namespace MeshStarter.DuckDb.Values;

/// <summary>A span of calendar time. The parts are separate: a month has no fixed number of days, a day none of hours.</summary>
/// <param name="Months">Months, years included.</param>
/// <param name="Days">Days.</param>
/// <param name="Micros">Microseconds.</param>
[StructLayout(LayoutKind.Sequential)]
public readonly record struct DuckDbInterval(int Months, int Days, long Micros);
