using MeshStarter.DuckDb.Native;
using MeshStarter.DuckDb.Types;

namespace MeshStarter.DuckDb;

// What the engine knows of a statement before it runs.
public sealed unsafe partial class DuckDbStatement
{
    /// <summary>The columns of the result, in order; the type of one that depends on a parameter is <see cref="DuckDbTypeId.Invalid"/> until the statement runs.</summary>
    public IReadOnlyList<DuckDbColumn> Columns
    {
        get
        {
            using var use = EnterOpen();
            return [.. Enumerable.Range(0, (int)NativeMethods.PreparedColumnCount(_handle)).Select(Column)];
        }
    }

    /// <summary>The name of a parameter: as written, or its number.</summary>
    /// <param name="index">The parameter, counted from 1.</param>
    public string ParameterName(int index)
    {
        RequireParameter(index);
        using var use = EnterOpen();
        return NativeText.Owned(NativeMethods.ParameterName(_handle, (ulong)index)) ?? "";
    }

    /// <summary>The type that the statement wants of a parameter; null where any will do.</summary>
    /// <param name="index">The parameter, counted from 1.</param>
    public DuckDbType? ParameterType(int index)
    {
        RequireParameter(index);
        using var use = EnterOpen();
        return Read(NativeMethods.ParameterType(_handle, (ulong)index)) is { Id: not (DuckDbTypeId.Invalid or DuckDbTypeId.Null) } type ? type : null;
    }

    private DuckDbColumn Column(int index) => new(
        NativeText.Owned(NativeMethods.PreparedColumnName(_handle, (ulong)index)) ?? "",
        Read(NativeMethods.PreparedColumnType(_handle, (ulong)index)) ?? new DuckDbType(DuckDbTypeId.Invalid));

    private static DuckDbType? Read(nint native)
    {
        if (native == 0)
        {
            return null;
        }

        using var type = new LogicalTypeHandle(native);
        return DuckDbTypeReader.Read(type);
    }

    private void RequireParameter(int index)
    {
        if (index < 1 || index > ParameterCount)
        {
            throw new ArgumentOutOfRangeException(nameof(index), index, $"The statement has {ParameterCount} parameters, counted from 1.");
        }
    }

    private DuckDbConnection.ConnectionUse EnterOpen()
    {
        ObjectDisposedException.ThrowIf(_handle.IsDisposed, this);
        return _connection.Enter();
    }
}
