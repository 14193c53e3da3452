using MeshStarter.DuckDb.Native;
using MeshStarter.DuckDb.Running;

namespace MeshStarter.DuckDb;

// Functions of the process that SQL calls.
public sealed partial class DuckDbConnection
{
    private const int MostResultBytes = 4_096;

    /// <summary>
    /// Registers a function of a VARCHAR that returns a VARCHAR, for all connections of the database until it closes. NULL stays NULL. Threads of
    /// the engine call it at once. An exception of it ends the query, which names its type alone. A second function of the name takes its place.
    /// </summary>
    /// <param name="name">The function's name, in lower case; no function of the engine has it.</param>
    /// <param name="maxBytes">The most bytes of a result, 1 to 4,096.</param>
    /// <param name="function">The function.</param>
    /// <exception cref="DuckDbException">The engine does not take it.</exception>
    public void RegisterFunction(string name, int maxBytes, TextFunction function)
    {
        NativeText.Terminated(name, nameof(name));
        ArgumentNullException.ThrowIfNull(function);
        ArgumentOutOfRangeException.ThrowIfLessThan(maxBytes, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(maxBytes, MostResultBytes);
        using var use = EnterForCommand();
        using var scalar = ScalarFunctionHandle.OfText(name, new TextFunctionCall(maxBytes, function));
        if (NativeMethods.RegisterScalarFunction(_handle, scalar) != NativeState.Success)
        {
            throw new DuckDbException(DuckDbErrorKind.Catalog, $"The engine does not take the function {name}.");
        }
    }
}
