using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using MeshStarter.Platform.Enforcement.Grants;
using MeshStarter.Platform.Enforcement.Polling;
using MeshStarter.Policy.Rules;
using MeshStarter.ServiceDefaults.Identity;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace MeshStarter.Platform.Enforcement.Bundles;

/// <summary>
/// Keeps this process's copy of the policy bundle. It polls governance by ETag, which holds the answer until there is another bundle, and
/// swaps the whole bundle at once. An unreadable bundle changes nothing, and neither does an earlier revision than one that was in force here.
/// The last good bundle is on disk, for a restart while governance is away. Fail closed: without a bundle, or without a check within the age
/// limit, no decision is possible.
/// </summary>
public sealed partial class PolicyBundleClient : GovernancePoll
{
    /// <summary>The header of governance's answer that rises with each change of the rules in force.</summary>
    public const string RevisionHeader = "Mesh-Policy-Revision";

    /// <summary>The HTTP client that waits for the next bundle.</summary>
    internal const string WaitingClient = "governance-bundle";

    private readonly IHttpClientFactory _clients;
    private readonly PolicyBundleOptions _options;
    private readonly GrantClient _grants;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly BundleCopy? _copy;
    private volatile Held? _held;
    private StoredBundle? _stored;
    private bool _isCopyFailing;

    /// <summary>Creates the client; called by <see cref="EnforcementExtensions.AddPolicyBundle"/>.</summary>
    public PolicyBundleClient(IHttpClientFactory clients, IOptions<PolicyBundleOptions> options, GrantClient grants, TimeProvider time, ILogger<PolicyBundleClient> logger)
        : base(options, time)
    {
        (_clients, _options, _grants, _time, _logger) = (clients, options.Value, grants, time, logger);
        if (_options.StateFolder is { Length: > 0 } folder)
        {
            _copy = new BundleCopy(folder);
            Restore();
        }
    }

    /// <summary>The current bundle, with the grants in force. Read it once per request, so that one request is decided by one version.</summary>
    /// <exception cref="PolicyUnavailableException">There is none, or it is too old; unhandled, the caller gets 503.</exception>
    public PolicyBundle Current => TryGetCurrent(out var bundle)
        ? bundle
        : throw new PolicyUnavailableException("There is no policy bundle that is recent enough to decide by, so nothing is permitted. Try again once governance confirms its rules; this service's log has what keeps it from that.");

    // A service without a bundle is not ready.
    private protected override TimeSpan RetryDelay => _held is null ? ShortDelay : TimeSpan.FromSeconds(3);

    /// <summary>Returns the current bundle, or false when there is none or it is too old; the caller must refuse the request then.</summary>
    public bool TryGetCurrent([NotNullWhen(true)] out PolicyBundle? bundle)
    {
        var held = _held;
        bundle = held is not null && _time.GetElapsedTime(held.CheckedAt) <= _options.MaximumAge ? _grants.Apply(held.Bundle) : null;
        return bundle is not null;
    }

    private protected override async Task<bool> FetchAsync(TimeSpan wait, CancellationToken cancellationToken)
    {
        var held = _held;
        using var client = _clients.CreateClient(wait > TimeSpan.Zero ? WaitingClient : PlatformServices.Governance);
        client.MaxResponseContentBufferSize = PolicyBounds.BytesOfServed;
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(wait > TimeSpan.Zero ? $"policies/bundle?wait={wait.TotalMilliseconds.ToString("F0", CultureInfo.InvariantCulture)}" : "policies/bundle", UriKind.Relative));
        if (held is not null)
        {
            request.Headers.IfNoneMatch.Add(held.Tag);
        }

        var (requestedAt, requestedTime) = (_time.GetTimestamp(), _time.GetUtcNow());
        using var response = await client.SendAsync(request, cancellationToken);
        if (held is not null && response.StatusCode == HttpStatusCode.NotModified)
        {
            _held = held with { CheckedAt = requestedAt };
            Store(_held, text: null, requestedTime);
            return false;
        }

        response.EnsureSuccessStatusCode();
        var tag = response.Headers.ETag ?? throw new HttpRequestException("governance sent a policy bundle without an ETag");
        var revision = response.Headers.TryGetValues(RevisionHeader, out var values) && long.TryParse(values.FirstOrDefault(), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;
        var text = await response.Content.ReadAsStringAsync(cancellationToken);
        var next = new Held(PolicyBundle.ParseServed(text, "policies/bundle"), tag, requestedAt, revision);
        var least = Math.Max(held?.Revision ?? 0, _stored?.Revision ?? 0);
        if (revision < least)
        {
            throw new InvalidOperationException($"governance has revision {revision} of the rules, and revision {least} was in force here. A service does not go back: restore governance's database, or empty the folder {_options.StateFolder ?? "of the service's rules"} and restart the service.");
        }

        // On the disk before it is in force: a restart does not go back.
        Store(next, text, requestedTime);
        _held = next;
        // The first bundle is part of a healthy start; a later one is worth a log line.
        LogLoaded(held is null ? LogLevel.Debug : LogLevel.Information, next.Bundle.Version);
        return !tag.Equals(held?.Tag);
    }

    private void Restore()
    {
        _stored = _copy!.Read();
        if (_stored is null || _options.ConfirmedAt(_stored.CheckedAt, _time) is not { } confirmedAt || !EntityTagHeaderValue.TryParse(_stored.Tag, out var tag))
        {
            return;
        }

        try
        {
            _held = new Held(PolicyBundle.ParseServed(_stored.Text, "bundle.json"), tag, confirmedAt, _stored.Revision);
            LogRestored(_held.Bundle.Version, _stored.CheckedAt);
        }
        catch (PolicyFormatException)
        {
            // A copy by a program that knew other rules.
        }
    }

    private void Store(Held held, string? text, DateTimeOffset checkedAt)
    {
        // A confirmation is worth a write only now and then.
        if (_copy is null || (text is null && (_stored is null || (checkedAt - _stored.CheckedAt).Duration() < _options.MaximumAge / 5)))
        {
            return;
        }

        var content = text ?? _stored!.Text;
        var next = new StoredBundle(held.Revision, held.Tag.ToString(), checkedAt, BundleCopy.Hash(content), content);
        try
        {
            _copy.Write(next);
            _isCopyFailing = false;
            _stored = next;
        }
        catch (Exception failed) when (failed is IOException or UnauthorizedAccessException)
        {
            if (!_isCopyFailing)
            {
                LogNotStored(failed.Message);
            }

            _isCopyFailing = true;
            // A restart would go back to the rules before. The next confirmation tries again.
            if (text is not null)
            {
                _copy.Delete();
            }

            _stored = next with { CheckedAt = DateTimeOffset.MinValue };
        }
    }

    [LoggerMessage(1033, LogLevel.Information, "Policy bundle {Version} is in force from the disk, as governance confirmed it at {CheckedAt:u}")]
    private partial void LogRestored(string version, DateTimeOffset checkedAt);

    [LoggerMessage(1034, LogLevel.Warning, "The policy bundle is not on disk, so a restart needs governance: {Reason}")]
    private partial void LogNotStored(string reason);

    [LoggerMessage(EventId = 1030, Message = "Policy bundle {Version} is in force")]
    private partial void LogLoaded(LogLevel level, string version);

    [LoggerMessage(1031, LogLevel.Warning, "The policy bundle cannot be checked: {Reason}")]
    private protected override partial void LogFailed(string reason);

    private sealed record Held(PolicyBundle Bundle, EntityTagHeaderValue Tag, long CheckedAt, long Revision);
}
