using MeshStarter.DuckDb.Native;

namespace MeshStarter.DuckDb;

// Parameters. Each Bind returns the statement, so that several are in one line.
public sealed unsafe partial class DuckDbStatement
{
    /// <summary>NULL.</summary>
    /// <param name="index">The parameter, counted from 1.</param>
    public DuckDbStatement BindNull(int index) => Bound(index, () => NativeMethods.BindNull(_handle, (ulong)index));

    /// <summary>A text. A statement that wants another type casts its parameter.</summary>
    /// <param name="index">The parameter, counted from 1.</param>
    /// <param name="text">The text.</param>
    /// <exception cref="ArgumentException">The text holds half a surrogate pair.</exception>
    public DuckDbStatement Bind(int index, string text)
    {
        var bytes = NativeText.Utf8.GetBytes(text);
        return Bound(index, () =>
        {
            fixed (byte* first = bytes)
            {
                // An empty array has no address, and the engine wants one.
                var none = default(byte);
                return NativeMethods.BindVarchar(_handle, (ulong)index, first is null ? &none : first, (ulong)bytes.Length);
            }
        });
    }

    private DuckDbStatement Bound(int index, Func<NativeState> bind)
    {
        using var use = EnterOpen();
        // Checked before: a refused bind spoils the engine's statement.
        RequireParameter(index);
        return bind() == NativeState.Success ? this : throw new DuckDbException(DuckDbErrorKind.InvalidInput, $"The engine does not take the value of parameter {index}.");
    }
}
