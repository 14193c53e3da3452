using System.Text.Json;
using System.Text.Json.Nodes;

namespace MeshStarter.DuckDb;

/// <summary>The engine refused or failed. The message is the engine's own and may quote SQL and values.</summary>
public sealed class DuckDbException : Exception
{
    // The engine writes a member's name with blanks and in its own case. Four members have a name that says more.
    private static readonly Dictionary<string, DuckDbErrorKind> Kinds = new(Enum.GetValues<DuckDbErrorKind>().ToDictionary(kind => kind.ToString()), StringComparer.OrdinalIgnoreCase)
    {
        ["Decimal"] = DuckDbErrorKind.DecimalArithmetic,
        ["TransactionContext"] = DuckDbErrorKind.Transaction,
        ["Stat"] = DuckDbErrorKind.Statistics,
        ["ExtensionAutoloading"] = DuckDbErrorKind.Autoload,
    };

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
        return new DuckDbException(end < 0 ? DuckDbErrorKind.Unknown : KindOf(message[..end]), message);
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

    private static DuckDbErrorKind KindOf(string name) => Kinds.GetValueOrDefault(name.Replace(" ", "", StringComparison.Ordinal));
}
