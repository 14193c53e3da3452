using System.Text.RegularExpressions;
using MeshStarter.Platform.Sql.Dialect;
using MeshStarter.Platform.Sql.Dialect.Functions;
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
        _ when Call().Match(message) is { Success: true } call => Unexpected(call.Groups["name"].Value, Types(call.Groups["types"].Value)),
        // Overflow in multiplication of DECIMAL(18) (344442670875000 * 912345). You might want to add an explicit cast to a bigger decimal.
        _ when message.StartsWith("Overflow in ", StringComparison.Ordinal) && message.Contains(" of DECIMAL(18)", StringComparison.Ordinal) =>
            "Decimal overflow: a result has more than 18 digits. Write CAST(x AS decimal(38, s)) for one of its values, where s is the number of its digits behind the point.",
        _ when Field().Match(message) is { Success: true } field => $"Expression {field.Groups["of"].Value} is not of type ROW. Of an array write {field.Groups["of"].Value}[1].{field.Groups["name"].Value}, or CROSS JOIN UNNEST.",
        _ when Key().Match(message) is { Success: true } key => $"Column '{key.Groups["name"].Value}' is missing from {key.Groups["side"].Value} side of join. USING takes columns of both sides: write ON for others.",
        _ when message.StartsWith("JSON path error near", StringComparison.Ordinal) => $"{message}. Write a path such as $.name, $.\"a name\" or $.items[0].",
        _ when message.Contains("The initial value type must be the same", StringComparison.Ordinal) => "The start of this reduce must have the type of the array's items. Write reduce(transform(array, x -> …), start, (s, x) -> s + x, s -> s), or a CAST of the array.",
        // Candidate macros: trino_regexp_position(s, p)
        _ => message.Replace(MacroNames.Prefix, "", StringComparison.Ordinal),
    };

    // A name may be one that the dialect has put in the place of the query's.
    private static string Unexpected(string function, string types) => (TrinoFunctions.IsPermitted(function) ? function : FunctionFamilies.NameOfEngine(function)) is { } name
        ? $"Unexpected parameters ({types}) for function {name}. Write a CAST, or as many arguments as it takes: SHOW FUNCTIONS LIKE '{name}' has them."
        : $"Unexpected parameters ({types}) for a function. Write a CAST of one of them, or as many as it takes.";

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

    // No function matches the given name and argument types 'upper(INTEGER_LITERAL)'. You might need to add explicit type casts. …
    [GeneratedRegex(@"^(?:No function matches the given name and argument types '|Could not choose a best candidate function for the function call "")(?:mesh\.main\.)?(?:trino_)?(?<name>\w+)\((?<types>.*?)\)['""]\.", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: PatternLimit.Milliseconds)]
    private static partial Regex Call();

    // Cannot extract field 'price' from expression "items" because it is not a struct, union, map, or json
    [GeneratedRegex(@"^Cannot extract field '(?<name>[^']+)' from expression ""(?<of>[\w.]+)"" because it is not a struct", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: PatternLimit.Milliseconds)]
    private static partial Regex Field();

    // Column "nope" does not exist on left side of join!
    [GeneratedRegex(@"^Column ""(?<name>.+)"" does not exist on (?<side>left|right) side of join!", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: PatternLimit.Milliseconds)]
    private static partial Regex Key();
}
