using MeshStarter.Platform.Sql.Failures;
using MeshStarter.Platform.Sql.Prepared;
using MeshStarter.Platform.Sql.Tokens;
using MeshStarter.QueryProxy.Language;
using MeshStarter.QueryProxy.Planning;

namespace MeshStarter.QueryProxy.Sessions;

/// <summary>Reads SET, RESET and the statements about transactions. Pure.</summary>
internal static class SessionReader
{
    /// <summary>Reads the text after SET.</summary>
    /// <exception cref="QueryFailedException">A value is none.</exception>
    public static Statement? Set(TokenCursor words, string sql, QuerySession session)
    {
        if (words.Take("TIME", "ZONE"))
        {
            return !words.Take("LOCAL") ? new Statement.SetTimeZone(new LiteralReader(words, sql).ReadToEnd())
                : words.AtEnd ? new Statement.SetTimeZone(null) : null;
        }

        if (words.Sees("SESSION", "AUTHORIZATION"))
        {
            return Refused("SET SESSION AUTHORIZATION is not supported: the token identifies the caller.");
        }

        if (words.Take("SESSION"))
        {
            return words.Name() is { Count: 1 or 2 } name && words.Take('=') ? new Statement.SetSession(name, new LiteralReader(words, sql).ReadToEnd()) : null;
        }

        return words.Sees("PATH") ? Refused("SET PATH is not supported: functions are found without a path, and every function is in every schema. Leave it out.")
            : words.Sees("ROLE") ? Refused("SET ROLE is not supported: roles come with the caller's token, and all of them count. SHOW CURRENT ROLES lists them.")
            : Refused("Only SET SESSION name = value and SET TIME ZONE are supported; the engine's settings are closed.");
    }

    /// <summary>Reads the text after RESET.</summary>
    public static Statement? Reset(TokenCursor words) =>
        words.Sees("SESSION", "AUTHORIZATION") ? Refused("RESET SESSION AUTHORIZATION is not supported: the token identifies the caller.")
        : words.Take("SESSION") && words.Name() is { Count: 1 or 2 } name && words.AtEnd ? new Statement.ResetSession(name) : null;

    /// <summary>Reads the text after START.</summary>
    public static Statement? Start(TokenCursor words)
    {
        if (!words.Take("TRANSACTION"))
        {
            return null;
        }

        string? level = null;
        var modes = 0;
        while (!words.AtEnd)
        {
            if (words.Take("ISOLATION", "LEVEL") && level is null && Level(words) is { } named)
            {
                level = named;
            }
            else if ((!words.Take("READ", "ONLY") && !words.Take("READ", "WRITE")) || ++modes > 1)
            {
                return new Statement.Refused(new QueryFailure(TrinoErrorCode.SyntaxError, "START TRANSACTION takes ISOLATION LEVEL and READ ONLY or READ WRITE, each once."));
            }

            if (!words.AtEnd && !words.Take(','))
            {
                return null;
            }
        }

        return new Statement.StartTransaction(level ?? "READ UNCOMMITTED");
    }

    /// <summary>COMMIT or ROLLBACK.</summary>
    public static Statement? End(TokenCursor words, string statement)
    {
        words.Take("WORK");
        return words.AtEnd ? new Statement.EndTransaction(statement) : null;
    }

    private static string? Level(TokenCursor words) =>
        words.Take("READ", "UNCOMMITTED") ? "READ UNCOMMITTED"
        : words.Take("READ", "COMMITTED") ? "READ COMMITTED"
        : words.Take("REPEATABLE", "READ") ? "REPEATABLE READ"
        : words.Take("SERIALIZABLE") ? "SERIALIZABLE" : null;

    private static Statement.Refused Refused(string message) => new(new QueryFailure(TrinoErrorCode.NotSupported, message));
}
