using System.Globalization;
using MeshStarter.Contracts.Lifecycle;
using Microsoft.AspNetCore.Http;

namespace MeshStarter.Sdk.Ports;

/// <summary>Adds the headers of a deprecated major version to the answers of every port.</summary>
internal static class PortDeprecation
{
    /// <summary>The header with the time of deprecation, as <c>@</c> and seconds since 1970-01-01 UTC (RFC 9745).</summary>
    public const string Header = "Deprecation";

    /// <summary>The header with the time of retirement, as an HTTP date (RFC 8594); absent while no end is set.</summary>
    public const string EndHeader = "Sunset";

    /// <summary>Adds the headers when the major version is deprecated.</summary>
    public static void Notify(HttpResponse response, MajorVersionStatus? status)
    {
        if (status is not { State: MajorVersionState.Deprecated })
        {
            return;
        }

        if (status.DeprecatedAt is { } since)
        {
            response.Headers[Header] = $"@{since.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture)}";
        }

        if (status.RetiresAt is { } end)
        {
            response.Headers[EndHeader] = end.ToString("R", CultureInfo.InvariantCulture);
        }
    }
}
