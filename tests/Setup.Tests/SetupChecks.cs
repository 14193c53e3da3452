using Npgsql;

namespace MeshStarter.Setup.Tests;

/// <summary>Looks at what a setup answered, and at what a server has after it.</summary>
internal static class SetupChecks
{
    /// <summary>Asserts that a setup refused with one line that begins like this.</summary>
    public static void AssertRefused(string line, (int Exit, string Output, string Errors) answer)
    {
        Assert.Equal((1, ""), (answer.Exit, answer.Output));
        Assert.StartsWith(line, answer.Errors, StringComparison.Ordinal);
        Assert.Single(answer.Errors.TrimEnd().Split('\n'));
    }

    public static async Task<object?> ScalarAsync(string connectionString, string sql)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync();
    }

    public static Task ExecuteAsync(string connectionString, string sql) => ScalarAsync(connectionString, sql);
}
