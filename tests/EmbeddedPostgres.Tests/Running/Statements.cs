using Npgsql;

namespace MeshStarter.EmbeddedPostgres.Tests.Running;

/// <summary>The server's answers to a statement, or to who wants to connect.</summary>
internal static class Statements
{
    public const string InvalidPassword = "28P01";
    public const string NoMatchingLine = "28000";

    public static async Task<string?> RefusalAsync(TestMesh mesh, string user, string password, string database)
    {
        try
        {
            await using var connection = await mesh.ConnectAsync(user, password, database);
            return null;
        }
        catch (PostgresException refused)
        {
            return refused.SqlState;
        }
        catch (NpgsqlException noPassword) when (password.Length == 0 && noPassword.Message.Contains("password", StringComparison.OrdinalIgnoreCase))
        {
            return InvalidPassword; // the client has none to answer with
        }
    }

    public static async Task ExecuteAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    public static async Task<object?> ScalarAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync();
    }
}
