using MeshStarter.DuckDb.Native;

namespace MeshStarter.DuckDb.Running;

/// <summary>Nulls in the vectors of a call.</summary>
internal static unsafe class CallNulls
{
    private const int BitsOfWord = 64;

    /// <summary>Whether a row of a vector is null.</summary>
    internal static bool Has(ulong* validity, int row) => validity is not null && (validity[row / BitsOfWord] & (1UL << (row % BitsOfWord))) == 0;

    /// <summary>Makes a row of the result null.</summary>
    internal static void Set(nint output, int row)
    {
        NativeMethods.EnsureValidity(output);
        NativeMethods.VectorValidity(output)[row / BitsOfWord] &= ~(1UL << (row % BitsOfWord));
    }
}
