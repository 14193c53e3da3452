namespace MeshStarter.QueryProxy.Peers;

/// <summary>The subject of a request, as far as it decides which proxy answers it.</summary>
internal abstract record PeerRoute
{
    private PeerRoute()
    {
    }

    /// <summary>A new query. One of a transaction is for the proxy that has the transaction.</summary>
    public sealed record New(string? Transaction) : PeerRoute;

    /// <summary>A part of a query, which the proxy of its id has.</summary>
    /// <param name="Id">The query's id.</param>
    /// <param name="IsPage">Whether it is a page of Trino's protocol, by which a client learns how its query ended.</param>
    public sealed record Part(string Id, bool IsPage) : PeerRoute;

    /// <summary>Reads a request; null where any proxy gives the same answer.</summary>
    public static PeerRoute? Of(HttpRequest request, string? transaction)
    {
        var segments = (request.Path.Value ?? "").Split('/');
        return segments switch
        {
            ["", "v1", "statement"] or ["", "query"] when HttpMethods.IsPost(request.Method) => new New(transaction),
            ["", "v1", "statement", _, var id, ..] => new Part(id, HttpMethods.IsGet(request.Method)),
            ["", "v1", "query", var id] => new Part(id, IsPage: false),
            ["", "v1", "spooled", _, var id, ..] => new Part(id, IsPage: false),
            _ => null,
        };
    }
}
