using MeshStarter.DuckDb.Binding;
using MeshStarter.DuckDb.Native;
using MeshStarter.DuckDb.Values;

namespace MeshStarter.DuckDb;

// Parameters. Each Bind returns the statement, so that several are in one line.
public sealed partial class DuckDbStatement
{
    /// <summary>NULL.</summary>
    public DuckDbStatement BindNull(int index) => Bind(index, value: null);

    /// <summary>
    /// A value, by its type: bool, any number, string, byte[] (BLOB), Guid, DateOnly, TimeOnly, DateTime (TIMESTAMP; its kind must be Unspecified),
    /// DateTimeOffset, <see cref="DuckDbInterval"/>, a sequence of such as LIST (also nested), or NULL. A decimal is a DECIMAL just wide enough. What is finer
    /// than a microsecond is cut off.
    /// </summary>
    /// <exception cref="ArgumentException">The type cannot be bound, or a text holds half a surrogate pair.</exception>
    public DuckDbStatement Bind(int index, object? value)
    {
        using (var owned = ValueFactory.Of(value))
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
