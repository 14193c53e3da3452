using System.Text.Json;
using System.Text.Json.Nodes;
using MeshStarter.Contracts.Events;
using MeshStarter.Contracts.Json;
using MeshStarter.Contracts.Rows;
using MeshStarter.Policy.Decisions;
using MeshStarter.Policy.Masks;
using MeshStarter.Sdk.Outbox;
using MeshStarter.Sdk.Products;
using MeshStarter.Sdk.Publishing;

namespace MeshStarter.Sdk.Ports.Stream;

/// <summary>Converts events of a product's outbox to the form that one reader sees.</summary>
internal sealed class EventForm(OwnProduct product, PolicyDecision decision, PseudonymKey hashKey)
{
    private readonly PolicyResource _resource = PolicyResource.FromDescriptor(product.Descriptor);
    private readonly string _source = $"/{product.Name.Domain}/{product.Name.Product}";
    private readonly string _type = $"{product.Name}.v{product.Descriptor.Version.Major}";

    // The subject is made of the key: it would show a masked part of the key.
    private readonly bool _hidesSubject = product.Descriptor.Key.Any(decision.Masks.ContainsKey);

    // As the subject, the time is a value of the row.
    private readonly bool _hidesTime = ProductContract.HasTime(product.Descriptor.Schema) && decision.Masks.ContainsKey(ProductContract.TimeColumn);

    private readonly ReaderEventIds _ids = new(product, decision, hashKey);

    private readonly IReadOnlyList<string> _identity = RowIdentity.ColumnsOf(product.Descriptor);

    /// <summary>Returns the event; null when the reader may not see it.</summary>
    /// <param name="entry">The event in the outbox.</param>
    /// <param name="schemas">The addresses of schemas in the registry.</param>
    public CloudEvent? Of(OutboxEvent entry, IReadOnlyDictionary<Guid, string> schemas) => entry.Data is null ? OfDelete(entry)
        : decision.Visible(JsonElement.Parse(entry.Data), _resource, hashKey) is { } visible
            ? new CloudEvent
            {
                Id = _ids.Of(new FeedPosition(entry.Position, entry.EventId)).ToString(),
                Source = _source,
                Type = _type,
                Subject = _hidesSubject ? null : entry.Subject,
                Time = _hidesTime ? null : entry.OccurredAt,
                DataContentType = "application/json",
                DataSchema = entry.SchemaGuid is { } guid ? schemas[guid] : null,
                Data = visible,
            }
            : null;

    // The deleted row is gone, so that it is not known whether a filter let the reader see it: every reader gets the delete, and the key only where that
    // shows nothing of a hidden row.
    private CloudEvent? OfDelete(OutboxEvent entry)
    {
        if (entry.Key is null)
        {
            return null;
        }

        var key = _identity.Any(decision.Masks.ContainsKey) || decision.Visible(JsonElement.Parse(entry.Key), _resource, hashKey) is not { } visible
            ? null
            : new JsonObject(_identity.Select(column => KeyValuePair.Create(column, JsonNode.Parse(visible.GetProperty(column).GetRawText())))).ToJsonString(MeshJson.Options);
        var id = new FeedPosition(entry.Position, entry.EventId);
        return new CloudEvent
        {
            // The id of a fact's delete is made of the fact's, and would confirm a guess of it.
            Id = (key is null ? _ids.PlaceOf(id) : _ids.Of(id)).ToString(),
            Source = _source,
            Type = _type,
            Subject = key is null ? null : entry.Subject,
            Time = entry.OccurredAt,
            Deleted = true,
            DeletedKey = key,
        };
    }
}
