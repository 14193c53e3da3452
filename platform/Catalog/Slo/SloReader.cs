using MeshStarter.Contracts.Registration;
using MeshStarter.Contracts.Slo;

namespace MeshStarter.Catalog.Slo;

/// <summary>Reads the service levels of products.</summary>
internal sealed class SloReader(SloStore store, SloStateStore states, ProductStates products, TimeProvider time)
{
    /// <summary>Returns the service levels of a major version, with its last 30 days.</summary>
    /// <param name="versions">Its versions, the earliest first; at least one.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    public async Task<ProductSlo> FindAsync(IReadOnlyList<ProductDetails> versions, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var product = MeasuredProduct.Of(versions);
        var past = await store.PastAsync(product.Id, now, cancellationToken);
        var known = (await states.FindAsync([product.Id.Product], cancellationToken)).Where(state => state.Key.Product == product.Id).ToDictionary(state => state.Key.Objective, state => state.Value);
        var history = await states.HistoryAsync(product.Id, cancellationToken);
        var status = (await products.FindAsync([product.Id], cancellationToken))[product.Id];
        return new ProductSlo
        {
            Product = product.Id.Product,
            Major = product.Id.Major,
            State = status.State,
            Since = status.Since,
            Reason = status.Reason,
            Objective = status.Objective,
            Objectives = [.. product.Promises.Select(promise => Status(product, promise, past, known.GetValueOrDefault(promise.Objective), [.. history[promise.Objective]], now))],
        };
    }

    /// <summary>Returns the states of products' default major versions, in their order.</summary>
    public async Task<IReadOnlyList<ProductSloState>> ListAsync(IReadOnlyCollection<ProductDetails> listed, CancellationToken cancellationToken)
    {
        var known = (await states.FindAsync(listed.Select(product => product.Name), cancellationToken)).ToLookup(state => state.Key.Product, state => state.Value);
        var ids = listed.Select(product => product.ProductMajorVersion).ToList();
        var statuses = await products.FindAsync(ids, cancellationToken);
        return [.. ids.Select(id =>
        {
            var status = statuses[id];
            return new ProductSloState(id.Product, id.Major, status.State, status.Since, [.. known[id].OrderBy(objective => objective.Objective)], status.Reason, status.Objective);
        })];
    }

    private static SloStatus Status(
        MeasuredProduct product, SloPromise promise, IReadOnlyDictionary<SloKey, SloPast> past, ObjectiveState? known, IReadOnlyList<SloStateChange> history, DateTimeOffset now)
    {
        var assessment = SloAssessment.Of(promise, product, past.GetValueOrDefault(new SloKey(product.Id, promise.Objective)) ?? SloPast.None, now);
        return new SloStatus
        {
            Objective = promise.Objective,
            Promise = promise.Text,
            State = known?.State ?? SloState.Unknown,
            Since = known?.Since,
            Now = assessment.Last,
            Window = assessment.Window,
            BurnRates = assessment.Alerts,
            Days = promise.IsOfContract ? [] : assessment.Budget.Days(),
            History = history,
        };
    }
}
