using System.Runtime.InteropServices;
using MeshStarter.DuckDb.Native;

namespace MeshStarter.DuckDb;

// The same rows in Arrow's layout, as the engine writes it to structures of Arrow's C data interface.
public sealed partial class DuckDbResult
{
    private ArrowOptionsHandle? _arrow;

    /// <summary>Describes the columns in Arrow's C data interface, under these names.</summary>
    /// <param name="names">One for each column.</param>
    /// <param name="schema">The address of an empty ArrowSchema, which the caller releases.</param>
    /// <exception cref="DuckDbException">The engine has no Arrow form of a type.</exception>
    public unsafe void DescribeArrow(IReadOnlyList<string> names, nint schema)
    {
        ArgumentNullException.ThrowIfNull(names);
        ArgumentOutOfRangeException.ThrowIfNotEqual(names.Count, Columns.Count, nameof(names));
        ThrowIfDisposed();
        var types = new LogicalTypeHandle[names.Count];
        var (nativeTypes, nativeNames) = (new nint[names.Count], new nint[names.Count]);
        try
        {
            for (var i = 0; i < types.Length; i++)
            {
                types[i] = _execution.Rows.ColumnType(i);
                nativeTypes[i] = types[i].DangerousGetHandle();
                nativeNames[i] = Marshal.StringToCoTaskMemUTF8(names[i]);
            }

            fixed (nint* typesAt = nativeTypes, namesAt = nativeNames)
            {
                ArrowOptionsHandle.Check(NativeMethods.ToArrowSchema(ArrowOptions, typesAt, (byte**)namesAt, (ulong)types.Length, schema));
            }
        }
        finally
        {
            foreach (var type in types)
            {
                type?.Dispose();
            }

            foreach (var name in nativeNames)
            {
                Marshal.FreeCoTaskMem(name);
            }
        }
    }

    /// <summary>Copies a chunk of this result to Arrow's C data interface, as a struct of the columns.</summary>
    /// <param name="chunk">The rows. The copy does not end with them.</param>
    /// <param name="array">The address of an empty ArrowArray, which the caller releases.</param>
    /// <exception cref="DuckDbException">The engine has no Arrow form of a value.</exception>
    public void ToArrow(DuckDbChunk chunk, nint array)
    {
        ArgumentNullException.ThrowIfNull(chunk);
        ThrowIfDisposed();
        chunk.ToArrow(ArrowOptions, array);
    }

    private ArrowOptionsHandle ArrowOptions => _arrow ??= _execution.Rows.ArrowOptions();
}
