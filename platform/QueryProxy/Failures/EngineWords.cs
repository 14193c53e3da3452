using System.Text.RegularExpressions;
using MeshStarter.Platform.Sql.Tokens;
using MeshStarter.Platform.Sql.Types;

namespace MeshStarter.QueryProxy.Failures;

/// <summary>Writes messages of the engine (1.5.6) that speak of its own names, types and settings in Trino's words. Pure.</summary>
internal static partial class EngineWords
{
    /// <summary>The message in Trino's words; as it is where it has no such names.</summary>
    public static string Of(string message) => message switch
    {
        _ when message.StartsWith("More than one row returned by a subquery", StringComparison.Ordinal) => "Scalar sub-query has returned multiple rows",
        _ when Cast().Match(message) is { Success: true } cast => $"Cannot cast '{cast.Groups["text"].Value}' to {TypeName(cast.Groups["type"].Value)}",
        _ when Operands().Match(message) is { Success: true } operands => $"'{operands.Groups["operator"].Value}' cannot be applied to {Types(operands.Groups["types"].Value)}. Write a CAST of an operand.",
        // Candidate macros: trino_regexp_position(s, p)
        _ => message.Replace(MacroNames.Prefix, "", StringComparison.Ordinal),
    };

    private static string TypeName(string type) => type switch
    {
        "INT8" => "TINYINT",
        "INT16" => "SMALLINT",
        "INT32" => "INT",
        "INT64" => "BIGINT",
        "FLOAT" => "REAL",
        "BOOL" => "BOOLEAN",
        _ => type,
    };

    // VARCHAR, INTEGER_LITERAL
    private static string Types(string types) =>
        types.Replace("INTEGER_LITERAL", "integer", StringComparison.Ordinal).Replace("STRING_LITERAL", "varchar", StringComparison.Ordinal).ToLowerInvariant();

    // Could not convert string 'delivered is not a whole number' to INT32: a macro of the dialect writes the reason behind the text.
    [GeneratedRegex(@"^Could not convert string ['""](?<text>.*?)(?: is not a (?:whole number|boolean|number|decimal))?['""] to (?<type>[A-Z0-9]+(?:\(\d+,\d+\))?)(?:\s.*)?$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.Singleline, matchTimeoutMilliseconds: PatternLimit.Milliseconds)]
    private static partial Regex Cast();

    // No function matches the given name and argument types '+(VARCHAR, INTEGER_LITERAL)'. You might need to add explicit type casts. …
    [GeneratedRegex(@"^(?:No function matches the given name and argument types '|Could not choose a best candidate function for the function call "")(?<operator>[^\w(]+)\((?<types>.*?)\)['""]\.", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: PatternLimit.Milliseconds)]
    private static partial Regex Operands();
}
