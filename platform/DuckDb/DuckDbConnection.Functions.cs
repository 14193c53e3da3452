using System.Text;
using MeshStarter.DuckDb.Native;
using MeshStarter.DuckDb.Running;
using MeshStarter.DuckDb.Types;

namespace MeshStarter.DuckDb;

// Functions of the process that SQL calls, of all connections of the database until it closes. Threads of the engine call them at once. NULL stays
// NULL. A DuckDbFunctionException ends the query with its message, another exception with the name of its type alone.
public sealed partial class DuckDbConnection
{
    /// <summary>Registers a function of a VARCHAR that returns a VARCHAR of any length, or a type that is stored as one. A second function of the name takes its place.</summary>
    /// <param name="name">The function's name, in lower case; no function of the engine has it.</param>
    /// <param name="alias">The type of the result, such as JSON; null for VARCHAR.</param>
    /// <param name="function">The function.</param>
    /// <exception cref="DuckDbException">The engine does not take it.</exception>
    public void RegisterFunction(string name, string? alias, TextConversion function)
    {
        ArgumentNullException.ThrowIfNull(function);
        Register(name, [DuckDbTypeId.Varchar], DuckDbTypeId.Varchar, alias, new TextConversionCall(function));
    }

    /// <summary>Registers a function of two decimals or whole numbers that returns a HUGEINT.</summary>
    /// <param name="name">The function's name, in lower case; no function of the engine has it.</param>
    /// <param name="function">The function.</param>
    /// <exception cref="DuckDbException">The engine does not take it.</exception>
    public void RegisterFunction(string name, DecimalFunction function)
    {
        ArgumentNullException.ThrowIfNull(function);
        Register(name, [DuckDbTypeId.Any, DuckDbTypeId.Any], DuckDbTypeId.HugeInt, alias: null, new DecimalFunctionCall(function));
    }

    /// <summary>Registers a function of a VARCHAR that ends the query with its text, other than the engine's <c>error</c> also within TRY. It takes any type's place.</summary>
    /// <param name="name">The function's name, in lower case; no function of the engine has it.</param>
    /// <exception cref="DuckDbException">The engine does not take it.</exception>
    public void RegisterFailure(string name) =>
        Register(name, [DuckDbTypeId.Varchar], DuckDbTypeId.Null, alias: null, new TextConversionCall((text, _) => throw new DuckDbFunctionException(Encoding.UTF8.GetString(text))));

    private void Register(string name, ReadOnlySpan<DuckDbTypeId> parameters, DuckDbTypeId result, string? alias, IScalarCall call)
    {
        NativeText.Terminated(name, nameof(name));
        using var use = EnterForCommand();
        using var scalar = ScalarFunctionHandle.Of(name, parameters, result, alias, call);
        if (NativeMethods.RegisterScalarFunction(_handle, scalar) != NativeState.Success)
        {
            throw new DuckDbException(DuckDbErrorKind.Catalog, $"The engine does not take the function {name}.");
        }
    }
}
