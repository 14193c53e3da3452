using System.Globalization;
using MeshStarter.Platform.Sql.Dialect.Rewriting;
using MeshStarter.Platform.Sql.Failures;
using MeshStarter.Platform.Workers.Engine;
using MeshStarter.Platform.Workers.Pipes;
using MeshStarter.QueryProxy.Planning;

namespace MeshStarter.QueryProxy.Explain;

/// <summary>Answers about a planned query. It is decided on as one that runs, and the engine understands it before it is explained.</summary>
internal static class ExplainedQuery
{
    /// <exception cref="QueryFailedException">The query is nested too deeply, or its plan is too long.</exception>
    public static QueryPlan Of(QueryPlan planned, ExplainForm form)
    {
        if (planned is not QueryPlan.Run run)
        {
            throw new QueryFailedException(new QueryFailure(TrinoErrorCode.NotSupported, "Only queries, SHOW and DESCRIBE have a plan."));
        }

        try
        {
            return form == ExplainForm.Analyze
                ? run with { Request = run.Request with { Use = StatementUse.Analyze, Answer = PlanText.Text(Tree(run)) } }
                : run with { Request = run.Request with { Use = StatementUse.Check, Answer = Answer(run, form) }, Reading = null };
        }
        catch (InsufficientExecutionStackException tooDeep)
        {
            throw new QueryFailedException(QueryFailure.TooDeep, tooDeep);
        }
    }

    private static string Answer(QueryPlan.Run run, ExplainForm form) => form switch
    {
        ExplainForm.Validate => InlineRows.Select([("Valid", "BOOLEAN")], [["true"]]),
        ExplainForm.Io => InlineRows.Plan(PlanText.Io(run.Inputs.Select(input => (Definition.Catalog, input.Product.Domain, input.Product.Product)).Distinct())),
        ExplainForm.Json => InlineRows.Plan(PlanText.Json(Tree(run), isDistributed: true)),
        ExplainForm.LogicalJson => InlineRows.Plan(PlanText.Json(Tree(run), isDistributed: false)),
        ExplainForm.Graphviz => InlineRows.Plan(PlanText.Graphviz(Tree(run))),
        _ => InlineRows.Plan(PlanText.Text(Tree(run))),
    };

    private static PlanNode Tree(QueryPlan.Run run) => run.Tree is { } tree
        ? QueryPlanTree.Of(tree, run.Inputs.SelectMany(input => input.Places.Select(place => (Place: place, Scan: Scan(input)))).DistinctBy(table => table.Place).ToDictionary(table => table.Place, table => table.Scan))
        : PlanNode.Of("Output", new PlanNode("Values", [], []));

    private static PlanNode Scan(QueryInput input) =>
        new("TableScan", [new("table", $"{Definition.Catalog}:{input.Product.Domain}:{input.Product.Product}")], []) { Details = [.. Facts(input)] };

    // As the description of a query has them.
    private static IEnumerable<string> Facts(QueryInput input) =>
    [
        input.Snapshot is { } snapshot ? string.Create(CultureInfo.InvariantCulture, $"version {input.Version}, snapshot {snapshot.SnapshotId}") : $"version {input.Version}, nothing published",
        .. input.Masks.Select(mask => $"{mask.Name} is masked by {mask.Rule}"),
        .. input.FilterRules.Select(rule => $"rows are filtered by {rule}"),
    ];
}
