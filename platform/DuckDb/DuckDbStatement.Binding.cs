using MeshStarter.DuckDb.Binding;
using MeshStarter.DuckDb.Native;
using MeshStarter.DuckDb.Values;

namespace MeshStarter.DuckDb;

// Parameters. Each Bind returns the statement, so that several are in one line.
public sealed partial class DuckDbStatement
{
    /// <summary>The position of a named parameter ($name, without the dollar sign).</summary>
    public int ParameterIndex(string name)
    {
        using var use = _connection.Enter();
        return NativeMethods.ParameterIndex(_handle, out var index, NativeText.Terminated(name, nameof(name))) == NativeState.Success
            ? (int)index
            : throw new ArgumentException($"The statement has no parameter ${name}.", nameof(name));
    }

    /// <summary>Forgets all parameters' values.</summary>
    public void ClearBindings()
    {
        using var use = _connection.Enter();
        _ = NativeMethods.ClearBindings(_handle);
    }

    /// <summary>NULL.</summary>
    public DuckDbStatement BindNull(int index) => Bind(index, ValueFactory.Null());

    /// <summary>BOOLEAN.</summary>
    public DuckDbStatement Bind(int index, bool value) => Bind(index, ValueFactory.Of(value));

    /// <summary>TINYINT.</summary>
    public DuckDbStatement Bind(int index, sbyte value) => Bind(index, ValueFactory.Of(value));

    /// <summary>SMALLINT.</summary>
    public DuckDbStatement Bind(int index, short value) => Bind(index, ValueFactory.Of(value));

    /// <summary>INTEGER.</summary>
    public DuckDbStatement Bind(int index, int value) => Bind(index, ValueFactory.Of(value));

    /// <summary>BIGINT.</summary>
    public DuckDbStatement Bind(int index, long value) => Bind(index, ValueFactory.Of(value));

    /// <summary>HUGEINT.</summary>
    public DuckDbStatement Bind(int index, Int128 value) => Bind(index, ValueFactory.Of(value));

    /// <summary>UTINYINT.</summary>
    public DuckDbStatement Bind(int index, byte value) => Bind(index, ValueFactory.Of(value));

    /// <summary>USMALLINT.</summary>
    public DuckDbStatement Bind(int index, ushort value) => Bind(index, ValueFactory.Of(value));

    /// <summary>UINTEGER.</summary>
    public DuckDbStatement Bind(int index, uint value) => Bind(index, ValueFactory.Of(value));

    /// <summary>UBIGINT.</summary>
    public DuckDbStatement Bind(int index, ulong value) => Bind(index, ValueFactory.Of(value));

    /// <summary>UHUGEINT.</summary>
    public DuckDbStatement Bind(int index, UInt128 value) => Bind(index, ValueFactory.Of(value));

    /// <summary>FLOAT.</summary>
    public DuckDbStatement Bind(int index, float value) => Bind(index, ValueFactory.Of(value));

    /// <summary>DOUBLE.</summary>
    public DuckDbStatement Bind(int index, double value) => Bind(index, ValueFactory.Of(value));

    /// <summary>UUID.</summary>
    public DuckDbStatement Bind(int index, Guid value) => Bind(index, ValueFactory.Of(value));

    /// <summary>DATE.</summary>
    public DuckDbStatement Bind(int index, DateOnly value) => Bind(index, ValueFactory.Of(value));

    /// <summary>TIME; what is finer than a microsecond is cut off.</summary>
    public DuckDbStatement Bind(int index, TimeOnly value) => Bind(index, ValueFactory.Of(value));

    /// <summary>TIMESTAMP, a wall clock time: its kind must be Unspecified. What is finer than a microsecond is cut off.</summary>
    public DuckDbStatement Bind(int index, DateTime value) => Bind(index, ValueFactory.Of(value));

    /// <summary>TIMESTAMP WITH TIME ZONE, an instant. What is finer than a microsecond is cut off.</summary>
    public DuckDbStatement Bind(int index, DateTimeOffset value) => Bind(index, ValueFactory.Of(value));

    /// <summary>INTERVAL.</summary>
    public DuckDbStatement Bind(int index, DuckDbInterval value) => Bind(index, ValueFactory.Of(value));

    /// <summary>DECIMAL just wide enough for the number.</summary>
    public DuckDbStatement Bind(int index, decimal value) => Bind(index, ValueFactory.Of(value));

    /// <summary>DECIMAL just wide enough for the number.</summary>
    public DuckDbStatement Bind(int index, DuckDbDecimal value) => Bind(index, ValueFactory.Of(value));

    /// <summary>VARCHAR, or NULL.</summary>
    /// <exception cref="ArgumentException">The text holds half a surrogate pair.</exception>
    public DuckDbStatement Bind(int index, string? value) => Bind(index, value is null ? ValueFactory.Null() : ValueFactory.Of(value));

    /// <summary>BLOB, or NULL.</summary>
    public DuckDbStatement Bind(int index, byte[]? value) => Bind(index, value is null ? ValueFactory.Null() : ValueFactory.Of(value));

    /// <summary>A value of any type above, a sequence of them as LIST (also nested), or NULL.</summary>
    /// <exception cref="ArgumentException">The type cannot be bound.</exception>
    public DuckDbStatement Bind(int index, object? value) => Bind(index, ValueFactory.Of(value));

    private DuckDbStatement Bind(int index, ValueHandle owned)
    {
        using (owned)
        {
            using var use = _connection.Enter();
            ObjectDisposedException.ThrowIf(_handle.IsDisposed, this);
            // Checked before: a refused bind spoils the engine's statement.
            if (index < 1 || index > ParameterCount)
            {
                throw new ArgumentOutOfRangeException(nameof(index), index, $"The statement has {ParameterCount} parameters, counted from 1.");
            }

            if (NativeMethods.BindValue(_handle, (ulong)index, owned) != NativeState.Success)
            {
                throw new DuckDbException(DuckDbErrorKind.InvalidInput, $"The engine does not take the value of parameter {index}.");
            }

            return this;
        }
    }
}
