using System.Globalization;
using MeshStarter.Platform.Sql.Dialect.Rewriting;
using MeshStarter.Platform.Sql.Failures;
using MeshStarter.Platform.Sql.Prepared;
using MeshStarter.Platform.Sql.Times;
using MeshStarter.Platform.Sql.Tokens;
using MeshStarter.QueryProxy.Failures;
using MeshStarter.QueryProxy.Language;
using MeshStarter.QueryProxy.Metadata;
using MeshStarter.QueryProxy.Planning;

namespace MeshStarter.QueryProxy.Sessions;

/// <summary>Plans statements about the client's session: its properties, its time zone, its transaction.</summary>
internal sealed class SessionPlanner(Transactions transactions)
{
    /// <exception cref="QueryFailedException">The session's properties, time zone or transaction are not ones that this service has.</exception>
    public static void RequireSession(QueryRequest request)
    {
        SessionProperties.Require(request.Session);
        if (!SessionTimeZone.Exists(request.Session.TimeZone))
        {
            throw new QueryFailedException(EngineFailure.UnknownTimeZone(request.Session.TimeZone));
        }
    }

    /// <summary>The request as it reads for the purpose that its session states.</summary>
    /// <exception cref="QueryFailedException">The caller's token is for other purposes.</exception>
    public static QueryRequest WithPurpose(QueryRequest request) => SessionProperties.PurposeOf(request.Session) is not { } purpose ? request
        : request.Principal.Stating(purpose) is { } stating ? request with { Principal = stating, Token = request.Principal }
        : throw NotOfTheToken(request, purpose);

    /// <summary>Takes note of the transaction that a statement is part of.</summary>
    /// <exception cref="QueryFailedException">There is no such transaction, or a statement of it failed.</exception>
    public void Enter(QueryRequest request, Statement statement)
    {
        if (request.Session.TransactionId is { } id && statement is not Statement.EndTransaction { Name: "ROLLBACK" })
        {
            transactions.Use(request.Principal.Subject, id);
        }
    }

    /// <summary>SET SESSION.</summary>
    /// <exception cref="QueryFailedException">There is no such property, or it has no such value for the caller.</exception>
    public static QueryPlan Set(QueryRequest request, Statement.SetSession set)
    {
        var name = Name(set.Name);
        SessionProperties.RequireKnown(name);
        if (TrinoProperties.Has(name))
        {
            return new QueryPlan.Change(new SessionChange("SET SESSION") { SetProperty = new(name, TrinoProperties.Text(name, set.Value)), Warning = TrinoProperties.Warning(name) });
        }

        if (set.Value is not { Type: LiteralType.Varchar, Text: { } value })
        {
            throw new QueryFailedException(new QueryFailure(TrinoErrorCode.InvalidSessionProperty,
                $"Unable to set session property '{name}' to '{set.Value.Text}': Cannot cast type {set.Value.Type.Name()} to varchar"));
        }

        SessionProperties.Require(name, value);
        if (name == SessionProperties.Purpose && (request.Token ?? request.Principal).Stating(value.Trim()) is null)
        {
            throw NotOfTheToken(request, value);
        }

        return name == SessionProperties.TimeZone
            ? Zone(new Statement.SetTimeZone(set.Value))
            : new QueryPlan.Change(new SessionChange("SET SESSION") { SetProperty = new(name, value) });
    }

    /// <summary>RESET SESSION.</summary>
    /// <exception cref="QueryFailedException">There is no such property.</exception>
    public static QueryPlan Reset(Statement.ResetSession reset)
    {
        var name = Name(reset.Name);
        SessionProperties.RequireKnown(name);
        return new QueryPlan.Change(new SessionChange("RESET SESSION") { ClearedProperty = name });
    }

    /// <summary>SET TIME ZONE.</summary>
    /// <exception cref="QueryFailedException">There is no such zone.</exception>
    public static QueryPlan Zone(Statement.SetTimeZone set)
    {
        const string Name = "SET TIME ZONE";
        if (set.Zone is null)
        {
            return new QueryPlan.Change(new SessionChange(Name) { ClearedProperty = SessionProperties.TimeZone });
        }

        var zone = set.Zone switch
        {
            { Type: LiteralType.Varchar, Text: { } text } => text,
            { Type: LiteralType.DayInterval } interval => Offset(interval),
            var other => throw new QueryFailedException(new QueryFailure(TrinoErrorCode.TypeMismatch,
                $"Expected expression of varchar or interval day-time type, but '{other.Text}' has {other.Type.Name()} type")),
        };
        return SessionTimeZone.Exists(zone)
            ? new QueryPlan.Change(new SessionChange(Name) { SetProperty = new(SessionProperties.TimeZone, zone) })
            : throw new QueryFailedException(EngineFailure.UnknownTimeZone(zone));
    }

    /// <summary>START TRANSACTION.</summary>
    /// <exception cref="QueryFailedException">The client knows no transactions, has one already, or wants more of it than there is.</exception>
    public QueryPlan Start(QueryRequest request, Statement.StartTransaction start)
    {
        if (!request.Session.KnowsTransactions)
        {
            throw new QueryFailedException(new QueryFailure(TrinoErrorCode.IncompatibleClient, "Client does not support transactions: it sends no X-Trino-Transaction-Id (NONE where there is none). Leave the transaction out: each statement is then a transaction of its own."));
        }

        if (request.Session.TransactionId is not null)
        {
            throw new QueryFailedException(new QueryFailure(TrinoErrorCode.NotSupported, "Nested transactions not supported. End the one that is open first."));
        }

        return start.IsolationLevel is "READ UNCOMMITTED" or "READ COMMITTED"
            ? new QueryPlan.Change(new SessionChange("START TRANSACTION") { StartedTransaction = transactions.Start(request.Principal.Subject) })
            : throw new QueryFailedException(new QueryFailure(TrinoErrorCode.UnsupportedIsolationLevel,
                $"Isolation level {start.IsolationLevel} is not supported: each statement reads the newest snapshots when it starts, which is READ COMMITTED. To read one state in several statements, name it: FOR VERSION AS OF, FOR TIMESTAMP AS OF."));
    }

    /// <summary>COMMIT or ROLLBACK: there is nothing to write or to undo.</summary>
    /// <exception cref="QueryFailedException">There is no transaction.</exception>
    public QueryPlan End(QueryRequest request, Statement.EndTransaction end)
    {
        if (request.Session.TransactionId is not { } id)
        {
            throw new QueryFailedException(new QueryFailure(TrinoErrorCode.NotInTransaction, "No transaction in progress. START TRANSACTION begins one; without one each statement is a transaction of its own."));
        }

        transactions.End(request.Principal.Subject, id);
        return new QueryPlan.Change(new SessionChange(end.Name) { ClearsTransaction = true });
    }

    private static QueryFailedException NotOfTheToken(QueryRequest request, string purpose) => new(new QueryFailure(TrinoErrorCode.PermissionDenied,
        $"Access Denied: Session property '{SessionProperties.Purpose}' is '{purpose}', and the token is not for this purpose. Its purposes are {string.Join(", ", request.Principal.Purposes)}."));

    private static string Name(IReadOnlyList<string> name) => name switch
    {
        [var only] => AsciiNames.Lower(only),
        [var catalog, _] when !MetadataTables.Catalogs.Contains(AsciiNames.Lower(catalog), StringComparer.Ordinal) =>
            throw new QueryFailedException(new QueryFailure(TrinoErrorCode.CatalogNotFound, $"Catalog '{catalog}' not found. The mesh's one is {Definition.Catalog}.")),
        _ => AsciiNames.Lower(string.Join('.', name)),
    };

    private static string Offset(LiteralValue interval)
    {
        var minutes = long.Parse(interval.Text!, CultureInfo.InvariantCulture) / 60_000_000;
        return Math.Abs(minutes) <= 14 * 60
            ? string.Create(CultureInfo.InvariantCulture, $"{(minutes < 0 ? '-' : '+')}{Math.Abs(minutes) / 60:00}:{Math.Abs(minutes) % 60:00}")
            : throw new QueryFailedException(new QueryFailure(TrinoErrorCode.InvalidFunctionArgument, $"Invalid offset minutes {minutes}: an offset is at most 14 hours."));
    }
}
