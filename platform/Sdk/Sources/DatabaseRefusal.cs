using Npgsql;

namespace MeshStarter.Sdk.Sources;

/// <summary>Names what the database refused a statement for: the constraint and the table, without a value of a row.</summary>
internal static class DatabaseRefusal
{
    // invalid input syntax for type integer: "ana@example.org"
    private const string DataExceptions = "22";

    /// <summary>Returns the exception's message without its detail, without the value that a conversion failed at, and with the constraint and table of a violation that it does not name.</summary>
    public static string Of(Exception exception) => exception is PostgresException refused
        ? string.Join(", ", new[]
        {
            // The detail may hold a value of a row.
            $"{refused.SqlState}: {(refused.SqlState.StartsWith(DataExceptions, StringComparison.Ordinal) ? "a value cannot be converted or computed with; the database's log has it" : refused.MessageText)}",
            refused.ConstraintName is { } constraint && !refused.MessageText.Contains(constraint, StringComparison.Ordinal) ? $"constraint {constraint}" : null,
            refused.TableName is { } table && !refused.MessageText.Contains(table, StringComparison.Ordinal) ? $"table {refused.SchemaName}.{table}" : null,
        }.OfType<string>())
        : exception.Message;
}
