namespace MeshStarter.QueryProxy.Statements;

/// <summary>The two stretches of a query's chain of pages.</summary>
internal enum PagePhase
{
    Queued,
    Executing,
}

/// <summary>One page's place in the chain.</summary>
internal sealed record PagePosition(PagePhase Phase, long Token)
{
    public static readonly PagePosition First = new(PagePhase.Queued, 1);

    public PagePosition Next => this with { Token = Token + 1 };

    public string Path(string queryId, byte[] secret) => $"/v1/statement/{Word}/{queryId}/{Slug(queryId, secret)}/{Token}";

    /// <summary>Another for every page, and not to be guessed: only who got a page can ask for the next.</summary>
    public string Slug(string queryId, byte[] secret) => "y" + QueryKey.Of($"{queryId}/{Word}/{Token}", secret);

    public bool HasSlug(string slug, string queryId, byte[] secret) => QueryKey.AreEqual(slug, Slug(queryId, secret));

    private string Word => Phase == PagePhase.Queued ? "queued" : "executing";
}
