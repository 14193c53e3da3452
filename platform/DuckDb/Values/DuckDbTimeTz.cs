using System.Runtime.InteropServices;

namespace MeshStarter.DuckDb.Values;

/// <summary>A time of day with its offset from UTC.</summary>
/// <param name="Micros">Microseconds since local midnight, up to 24:00:00.</param>
/// <param name="OffsetSeconds">Seconds east of UTC.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct DuckDbTimeTz(long Micros, int OffsetSeconds)
{
    private const int OffsetBits = 24;
    private const int MaxOffset = (16 * 60 * 60) - 1;

    // The engine keeps the offset reversed in the low bits, so that equal instants sort by offset.
    internal static DuckDbTimeTz FromBits(ulong bits) =>
        new((long)(bits >> OffsetBits), MaxOffset - (int)(bits & ((1UL << OffsetBits) - 1)));

}
