using System.Globalization;
using MeshStarter.Contracts;
using Microsoft.AspNetCore.Http;

namespace MeshStarter.Sdk.Ports;

/// <summary>What every port's answer says of a major version that is deprecated.</summary>
internal static class PortDeprecation
{
    /// <summary>Since when, as <c>@</c> and seconds since 1970-01-01 UTC (RFC 9745).</summary>
    public const string Header = "Deprecation";

    /// <summary>Until when it can be read, as an HTTP date (RFC 8594); not there while no end is set.</summary>
    public const string EndHeader = "Sunset";

    /// <summary>Says it where there is something to say.</summary>
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
