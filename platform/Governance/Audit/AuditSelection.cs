using MeshStarter.ServiceDefaults.Identity;

namespace MeshStarter.Governance.Audit;

/// <summary>The SQL that reads a page of the trail. Only the criteria that are given are in it, so each kind of question has its index.</summary>
internal static class AuditSelection
{
    private const string Order = "ORDER BY occurred_at DESC, position DESC LIMIT @Limit + 1";

    // The person's own, by name and kind; a refused product that they may not know of is to them not there.
    private const string Own = $"subject = @Person AND NOT roles @> ARRAY['{MeshRoles.Service}'] AND (permit OR product IS NULL OR concealed = false)";

    public static string Sql(AuditFilter filter, AuditView view)
    {
        var terms = string.Join(" AND ", Terms(filter).Prepend("true"));
        if (view.Products is null)
            return Select(terms);
        var own = Select($"{terms} AND {Own}");
        return view.Products.Length == 0 ? own
            : $"SELECT * FROM (({Select($"{terms} AND product = ANY (@Products)")}) UNION ({own})) AS visible {Order}";
    }

    public static object Parameters(AuditFilter filter, AuditView view) => new
    {
        filter.Service,
        filter.Subject,
        filter.Action,
        Product = filter.Product?.ToString(),
        filter.Column,
        filter.Permit,
        filter.Outcome,
        filter.From,
        filter.To,
        BeforeTime = filter.Before?.At,
        BeforePosition = filter.Before?.Position,
        filter.Limit,
        view.Products,
        view.Person,
    };

    private static string Select(string terms) => $"SELECT position, {AuditStore.Columns} FROM audit_records WHERE {terms} {Order}";

    private static IEnumerable<string> Terms(AuditFilter filter)
    {
        if (filter.Service is not null)
            yield return "service = @Service";
        if (filter.Subject is not null)
            yield return "subject = @Subject";
        if (filter.Action is not null)
            yield return "action = @Action";
        if (filter.Product is not null)
            yield return "product = @Product";
        if (filter.Column is not null)
            yield return "(coalesce(columns, '{}'::text[]) || masked_columns) @> ARRAY[@Column]";
        if (filter.Permit is { } permit)
            yield return permit ? "permit" : "NOT permit";
        if (filter.People is { } people)
            yield return $"{(people ? "NOT " : "")}roles @> ARRAY['{MeshRoles.Service}']";
        if (filter.Outcome is not null)
            yield return "outcome = @Outcome";
        if (filter.From is not null)
            yield return "occurred_at >= @From";
        if (filter.To is not null)
            yield return "occurred_at < @To";
        if (filter.Before is not null)
            yield return "(occurred_at, position) < (@BeforeTime, @BeforePosition)";
    }
}
