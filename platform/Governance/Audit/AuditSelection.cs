using MeshStarter.Platform.Audit.Records;
using MeshStarter.ServiceDefaults.Identity;

namespace MeshStarter.Governance.Audit;

/// <summary>The SQL that reads a page of the trail. Only the criteria that are given are in it, so each kind of question has its index.</summary>
internal static class AuditSelection
{
    /// <summary>The ends of the decisions <c>@decisions</c>: who sees a decision sees its end, and no record that only names it.</summary>
    public const string Ends =
        $"SELECT {AuditStore.Columns} FROM audit_records AS e WHERE follows = ANY (@decisions) AND EXISTS (SELECT 1 FROM audit_records AS d WHERE d.id = e.follows AND {IsEndOfDecision}) ORDER BY occurred_at, position";

    private const string Order = "ORDER BY occurred_at DESC, position DESC LIMIT @Limit + 1";

    // The person's own, by name and kind; a refused product that they may not know of is to them not there.
    private const string Own = $"r.subject = @Person AND NOT r.roles @> ARRAY['{MeshRoles.Service}'] AND (r.permit OR r.product IS NULL OR r.concealed = false)";

    // A service that names another's decision, or a record its own, hides nothing with it.
    private const string IsEndOfDecision =
        $"e.action = '{AuditActions.Ended}' AND d.permit AND d.follows IS NULL AND d.service = e.service AND d.subject = e.subject AND d.product IS NOT DISTINCT FROM e.product";

    private const string IsNoJoinedEnd =
        $"(r.follows IS NULL OR NOT EXISTS (SELECT 1 FROM audit_records AS d, (SELECT r.action, r.service, r.subject, r.product) AS e WHERE d.id = r.follows AND {IsEndOfDecision}))";

    public static string Sql(AuditFilter filter, AuditView view)
    {
        var terms = string.Join(" AND ", Terms(filter).Prepend("true"));
        if (view.Products is null)
        {
            return Select(terms);
        }

        var own = Select($"{terms} AND {Own}");
        return view.Products.Length == 0 ? own
            : $"SELECT * FROM (({Select($"{terms} AND r.product = ANY (@Products)")}) UNION ({own})) AS visible {Order}";
    }

    public static object Parameters(AuditFilter filter, AuditView view) => new
    {
        filter.Query.Service,
        filter.Query.Subject,
        filter.Query.Action,
        Product = filter.Product?.ToString(),
        filter.Query.Column,
        filter.Query.Permit,
        filter.Query.Outcome,
        From = filter.Query.From?.UtcDateTime,
        To = filter.Query.To?.UtcDateTime,
        BeforeTime = filter.Before?.At,
        BeforePosition = filter.Before?.Position,
        filter.Limit,
        view.Products,
        view.Person,
    };

    private static string Select(string terms) => $"SELECT position, {AuditStore.Columns} FROM audit_records AS r WHERE {terms} {Order}";

    private static IEnumerable<string> Terms(AuditFilter filter)
    {
        if (filter.IsJoined)
        {
            yield return IsNoJoinedEnd;
        }

        if (filter.Query.Service is not null)
        {
            yield return "r.service = @Service";
        }

        if (filter.Query.Subject is not null)
        {
            yield return "r.subject = @Subject";
        }

        if (filter.Query.Action is not null)
        {
            yield return OrItsEnd(filter, "action = @Action");
        }

        if (filter.Product is not null)
        {
            yield return "r.product = @Product";
        }

        if (filter.Query.Column is not null)
        {
            // By the ids of both: an OR would walk the whole trail for a column that is seldom read.
            yield return filter.IsJoined
                ? $"r.id IN (SELECT d.id FROM audit_records AS d WHERE {NamesColumn("d")} UNION SELECT d.id FROM audit_records AS e JOIN audit_records AS d ON d.id = e.follows WHERE {NamesColumn("e")} AND {IsEndOfDecision})"
                : NamesColumn("r");
        }

        if (filter.Query.Permit is { } permit)
        {
            yield return permit ? "r.permit" : "NOT r.permit";
        }

        if (filter.Query.People is { } people)
        {
            yield return $"{(people ? "NOT " : "")}r.roles @> ARRAY['{MeshRoles.Service}']";
        }

        if (filter.Query.Outcome is not null)
        {
            yield return OrItsEnd(filter, "outcome = @Outcome");
        }

        if (filter.Query.From is not null)
        {
            yield return "r.occurred_at >= @From";
        }

        if (filter.Query.To is not null)
        {
            yield return "r.occurred_at < @To";
        }

        if (filter.Before is not null)
        {
            yield return "(r.occurred_at, r.position) < (@BeforeTime, @BeforePosition)";
        }
    }

    private static string NamesColumn(string record) => $"(coalesce({record}.columns, '{{}}'::text[]) || {record}.masked_columns) @> ARRAY[@Column]";

    private static string OrItsEnd(AuditFilter filter, string term) =>
        !filter.IsJoined ? $"r.{term}"
        : $"(r.{term} OR EXISTS (SELECT 1 FROM audit_records AS e, (SELECT r.id, r.permit, r.follows, r.service, r.subject, r.product) AS d WHERE e.follows = d.id AND {IsEndOfDecision} AND e.{term}))";
}
