using System.Text.Json;
using System.Text.Json.Nodes;

namespace MeshStarter.DuckDb;

/// <summary>The engine refused or failed. The message is the engine's own and may quote SQL and values.</summary>
public sealed class DuckDbException : Exception
{
    /// <summary>Creates the exception.</summary>
    public DuckDbException(DuckDbErrorKind kind, string message) : base(message) => Kind = kind;

    /// <summary>The engine's class of the error.</summary>
    public DuckDbErrorKind Kind { get; }

    /// <summary>
    /// Some calls of the C API give the text only; it names the class: "Parser Error: syntax error at …", or with the
    /// setting errors_as_json {"exception_type":"Parser",…}.
    /// </summary>
    internal static DuckDbException FromMessage(string message)
    {
        if (message.StartsWith('{'))
        {
            return new DuckDbException(KindOfJson(message), message);
        }

        var end = message.IndexOf(" Error: ", StringComparison.Ordinal);
        return new DuckDbException(end < 0 ? DuckDbErrorKind.Unknown : KindOf(message.AsSpan(0, end)), message);
    }

    private static DuckDbErrorKind KindOfJson(string message)
    {
        try
        {
            return JsonNode.Parse(message)?["exception_type"]?.GetValue<string>() is { } type ? KindOf(type) : DuckDbErrorKind.Unknown;
        }
        catch (Exception cause) when (cause is JsonException or InvalidOperationException)
        {
            return DuckDbErrorKind.Unknown;
        }
    }

    private static DuckDbErrorKind KindOf(ReadOnlySpan<char> prefix) => prefix switch
    {
        "Out of Range" => DuckDbErrorKind.OutOfRange,
        "Conversion" => DuckDbErrorKind.Conversion,
        "Unknown Type" => DuckDbErrorKind.UnknownType,
        "Decimal" => DuckDbErrorKind.DecimalArithmetic,
        "Mismatch Type" => DuckDbErrorKind.MismatchType,
        "Divide by Zero" => DuckDbErrorKind.DivideByZero,
        "Object Size" => DuckDbErrorKind.ObjectSize,
        "Invalid type" => DuckDbErrorKind.InvalidType,
        "Serialization" => DuckDbErrorKind.Serialization,
        "TransactionContext" => DuckDbErrorKind.Transaction,
        "Not implemented" => DuckDbErrorKind.NotImplemented,
        "Expression" => DuckDbErrorKind.Expression,
        "Catalog" => DuckDbErrorKind.Catalog,
        "Parser" => DuckDbErrorKind.Parser,
        "Binder" => DuckDbErrorKind.Binder,
        "Planner" => DuckDbErrorKind.Planner,
        "Scheduler" => DuckDbErrorKind.Scheduler,
        "Executor" => DuckDbErrorKind.Executor,
        "Constraint" => DuckDbErrorKind.Constraint,
        "Index" => DuckDbErrorKind.Index,
        "Stat" => DuckDbErrorKind.Statistics,
        "Connection" => DuckDbErrorKind.Connection,
        "Syntax" => DuckDbErrorKind.Syntax,
        "Settings" => DuckDbErrorKind.Settings,
        "Optimizer" => DuckDbErrorKind.Optimizer,
        "NullPointer" => DuckDbErrorKind.NullPointer,
        "IO" => DuckDbErrorKind.IO,
        "INTERRUPT" => DuckDbErrorKind.Interrupt,
        "FATAL" => DuckDbErrorKind.Fatal,
        "INTERNAL" => DuckDbErrorKind.Internal,
        "Invalid Input" => DuckDbErrorKind.InvalidInput,
        "Out of Memory" => DuckDbErrorKind.OutOfMemory,
        "Permission" => DuckDbErrorKind.Permission,
        "Parameter Not Resolved" => DuckDbErrorKind.ParameterNotResolved,
        "Parameter Not Allowed" => DuckDbErrorKind.ParameterNotAllowed,
        "Dependency" => DuckDbErrorKind.Dependency,
        "HTTP" => DuckDbErrorKind.Http,
        "Missing Extension" => DuckDbErrorKind.MissingExtension,
        "Extension Autoloading" => DuckDbErrorKind.Autoload,
        "Sequence" => DuckDbErrorKind.Sequence,
        "Invalid Configuration" => DuckDbErrorKind.InvalidConfiguration,
        _ => DuckDbErrorKind.Unknown,
    };
}
