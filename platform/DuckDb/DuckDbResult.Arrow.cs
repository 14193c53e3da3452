using System.Runtime.InteropServices;
using MeshStarter.DuckDb.Arrow;
using MeshStarter.DuckDb.Native;

namespace MeshStarter.DuckDb;

// The same rows in Arrow's layout, as the engine writes it.
public sealed partial class DuckDbResult
{
    private ArrowOptionsHandle? _arrow;

    /// <summary>The columns as Arrow describes them, under these names.</summary>
    /// <param name="names">One for each column.</param>
    /// <exception cref="DuckDbException">The engine has no Arrow form of a type.</exception>
    /// <exception cref="NotSupportedException">A column is an ENUM.</exception>
    public unsafe IReadOnlyList<ArrowField> ArrowFields(IReadOnlyList<string> names)
    {
        ArgumentNullException.ThrowIfNull(names);
        ArgumentOutOfRangeException.ThrowIfNotEqual(names.Count, Columns.Count, nameof(names));
        ThrowIfDisposed();
        var types = new LogicalTypeHandle[names.Count];
        var (nativeTypes, nativeNames) = (new nint[names.Count], new nint[names.Count]);
        var schema = default(NativeArrowSchema);
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
                ArrowOptionsHandle.Check(NativeMethods.ToArrowSchema(ArrowOptions, typesAt, (byte**)namesAt, (ulong)types.Length, &schema));
            }

            return ArrowField.Read(&schema).Children;
        }
        finally
        {
            if (schema.Release is not null)
            {
                schema.Release(&schema);
            }

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

    /// <summary>A chunk of this result in Arrow's layout.</summary>
    /// <exception cref="DuckDbException">The engine has no Arrow form of a value.</exception>
    public ArrowBatch ToArrow(DuckDbChunk chunk)
    {
        ArgumentNullException.ThrowIfNull(chunk);
        ThrowIfDisposed();
        return chunk.ToArrow(ArrowOptions);
    }

    private ArrowOptionsHandle ArrowOptions => _arrow ??= _execution.Rows.ArrowOptions();
}
