using MeshStarter.Contracts.Rows;
using MeshStarter.Policy.Decisions;
using MeshStarter.Policy.Masks;
using MeshStarter.Sdk.Outbox;
using MeshStarter.Sdk.Products;
using MeshStarter.Sdk.Publishing;

namespace MeshStarter.Sdk.Ports.Stream;

/// <summary>
/// The ids of a product's events for one reader: where the reader sees <c>event_id</c> masked, a keyed hash is in its place. An id may be made of what a row has
/// (<see cref="StableId"/>), and a row that is kept from a reader gives none.
/// </summary>
internal sealed class ReaderEventIds(OwnProduct product, PolicyDecision decision, PseudonymKey key)
{
    // The first half of a hash fills a UUID.
    private const int UuidDigits = 32;

    private readonly bool _areHidden = RowIdentity.HasEventId(product.Descriptor.Schema) && decision.Masks.ContainsKey(ProductContract.IdColumn);
    private readonly bool _hasHiddenRows = decision.RowFilters.Count > 0;

    /// <summary>Returns the id that the reader sees; the same each time.</summary>
    public FeedPosition Of(FeedPosition id) => _areHidden ? PlaceOf(id) : id;

    /// <summary>Returns the id of an event of which it is not known whether the reader may see it.</summary>
    public FeedPosition OfUnseen(FeedPosition id) => _hasHiddenRows ? PlaceOf(id) : Of(id);

    // Not the hash of the value alone: a hash mask of another column shows that.
    /// <summary>Returns an id that is the place of an event and shows nothing else of it, as of one that the reader may not see.</summary>
    public FeedPosition PlaceOf(FeedPosition id) => id with { EventId = Guid.ParseExact(key.Hash($"event/{product.Id}/{id}")[..UuidDigits], "N") };

    /// <summary>
    /// Whether an id that a reader returns is that of the event at its position. A reader of masked ids, or of some rows, goes by the position alone: an answer
    /// would otherwise confirm a guess. A reader who sees more than before may still have a hidden one.
    /// </summary>
    public bool IsOf(FeedPosition given, FeedPosition id) => _areHidden || _hasHiddenRows || given == id || given == PlaceOf(id);
}
