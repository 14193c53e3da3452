using System.Text.Json;
using MeshStarter.Contracts;
using MeshStarter.Policy;
using MeshStarter.Sdk.Outbox;
using MeshStarter.Sdk.Products;

namespace MeshStarter.Sdk.Ports.Stream;

/// <summary>Converts events of a product's outbox to the form that one reader sees.</summary>
internal sealed class EventForm(OwnProduct product, PolicyDecision decision)
{
    private readonly PolicyResource _resource = PolicyResource.FromDescriptor(product.Descriptor);
    private readonly string _source = $"/{product.Name.Domain}/{product.Name.Product}";
    private readonly string _type = $"{product.Name}.v{product.Descriptor.Version.Major}";

    // The subject is made of the key: it would show a masked part of the key.
    private readonly bool _hidesSubject = product.Descriptor.Key.Any(decision.Masks.ContainsKey);

    /// <summary>Returns the event; null when the reader may not see it.</summary>
    /// <param name="entry">The event in the outbox.</param>
    /// <param name="schemas">The addresses of schemas in the registry.</param>
    public CloudEvent? Of(OutboxEvent entry, IReadOnlyDictionary<Guid, string> schemas) =>
        decision.Visible(JsonElement.Parse(entry.Data), _resource) is { } visible
            ? new CloudEvent
            {
                Id = new FeedPosition(entry.Position, entry.EventId).ToString(),
                Source = _source,
                Type = _type,
                Subject = _hidesSubject ? null : entry.Subject,
                Time = entry.OccurredAt,
                DataContentType = "application/json",
                DataSchema = entry.SchemaGuid is { } guid ? schemas[guid] : null,
                Data = visible,
            }
            : null;
}
