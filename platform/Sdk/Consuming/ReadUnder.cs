namespace MeshStarter.Sdk.Consuming;

/// <summary>The masks and filters that products had when their rows were read to be kept.</summary>
internal sealed class ReadUnder
{
    private readonly IReadOnlyList<Subscription> _products;
    private readonly IReadOnlyList<string?> _obligations;

    private ReadUnder(IReadOnlyList<Subscription> products, IReadOnlyList<string?> obligations)
    {
        _products = products;
        _obligations = obligations;
    }

    /// <summary>Asks for those of now, which is to be done before the rows are read.</summary>
    /// <exception cref="SubscriptionRefusedException">A product cannot be read by this caller.</exception>
    /// <exception cref="HttpRequestException">A port does not answer.</exception>
    public static async Task<ReadUnder> AskAsync(IReadOnlyList<Subscription> products, CancellationToken cancellationToken) =>
        new(products, await ObligationsAsync(products, cancellationToken));

    /// <summary>Whether they still are those of now, so that the rows may be handed out.</summary>
    /// <exception cref="SubscriptionRefusedException">A product cannot be read by this caller any more.</exception>
    /// <exception cref="HttpRequestException">A port does not answer.</exception>
    public async Task<bool> HoldsAsync(CancellationToken cancellationToken) => _obligations.SequenceEqual(await ObligationsAsync(_products, cancellationToken));

    private static async Task<IReadOnlyList<string?>> ObligationsAsync(IReadOnlyList<Subscription> products, CancellationToken cancellationToken) =>
        await Task.WhenAll(products.Select(product => product.ObligationsAsync(cancellationToken)));
}
