namespace MeshStarter.QueryProxy.Explain;

/// <summary>A step of a query as its text describes it.</summary>
/// <param name="Name">The kind of step, as Trino names it.</param>
/// <param name="Descriptor">What is characteristic of it: names of columns, tables and functions, never values.</param>
/// <param name="Children">The steps whose rows it takes.</param>
internal sealed record PlanNode(string Name, IReadOnlyList<KeyValuePair<string, string>> Descriptor, IReadOnlyList<PlanNode> Children)
{
    /// <summary>Further facts, a line each.</summary>
    public IReadOnlyList<string> Details { get; init; } = [];

    public static PlanNode Of(string name, PlanNode child, params KeyValuePair<string, string>[] descriptor) => new(name, descriptor, [child]);
}
