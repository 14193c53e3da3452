using System.Collections.Concurrent;
using System.Globalization;
using System.Net.Http.Headers;
using MeshStarter.Contracts.Lifecycle;
using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Registration;
using MeshStarter.Sdk.Ports;
using Microsoft.Extensions.Logging;

namespace MeshStarter.Sdk.Consuming;

/// <summary>Reports to this service's operators, once for each, which of the major versions that it reads are deprecated.</summary>
internal sealed partial class DeprecationNotices(ILogger<DeprecationNotices> logger)
{
    private readonly ConcurrentDictionary<ProductMajorVersion, bool> _reported = new();

    /// <summary>Reports it where the catalog says so.</summary>
    public void Notify(ProductDetails product)
    {
        if (product.Lifecycle is { State: MajorVersionState.Deprecated } status)
        {
            Notify(product.ProductMajorVersion, status.RetiresAt, status.Successor is { } successor ? $"Read {successor} instead." : "No version takes its place.");
        }
    }

    /// <summary>Reports it where a port's answer says so: it became deprecated while it is read.</summary>
    public void Notify(ProductMajorVersion product, HttpResponseHeaders answer)
    {
        if (answer.Contains(PortDeprecation.Header))
        {
            var end = answer.TryGetValues(PortDeprecation.EndHeader, out var ends)
                && DateTimeOffset.TryParseExact(ends.First(), "R", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var moment) ? moment : (DateTimeOffset?)null;
            Notify(product, end, "The catalog names what takes its place, if anything does.");
        }
    }

    private void Notify(ProductMajorVersion product, DateTimeOffset? end, string successor)
    {
        if (_reported.TryAdd(product, value: true))
        {
            LogDeprecated(
                logger,
                product.Reference,
                end is { } moment ? $"can be read until {moment:u}" : "has no end yet",
                successor);
        }
    }

    [LoggerMessage(3031, LogLevel.Warning, "{Product} is deprecated and {End}. {Successor}")]
    private static partial void LogDeprecated(ILogger logger, ProductReference product, string end, string successor);
}
