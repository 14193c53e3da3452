using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using MeshStarter.Contracts.Access;
using MeshStarter.Contracts.Json;
using MeshStarter.Platform.Enforcement.Polling;
using MeshStarter.Policy.Grants;
using MeshStarter.Policy.Rules;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace MeshStarter.Platform.Enforcement.Grants;

/// <summary>
/// Keeps this process's copy of the grants. It waits at governance for each change, so a grant that is given or taken back acts within a moment, and ends each
/// by its own clock. While governance is away the last copy goes on, across restarts where it has a folder, until it is too old: then no grant counts.
/// </summary>
public sealed partial class GrantClient : GovernancePoll
{
    /// <summary>The HTTP client that waits for changes.</summary>
    internal const string WaitingClient = "governance-grants";

    private const int AnswerLimitBytes = 64 * 1024 * 1024;

    private readonly IHttpClientFactory _clients;
    private readonly PolicyBundleOptions _options;
    private readonly SteadyClock _clock;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private volatile Held? _held;
    private volatile View? _view;
    private GrantFile? _file;
    private bool _isFileReported;

    /// <summary>Creates the client; called by <see cref="EnforcementExtensions.AddPolicyBundle"/>.</summary>
    public GrantClient(IHttpClientFactory clients, IOptions<PolicyBundleOptions> options, SteadyClock clock, TimeProvider time, ILogger<GrantClient> logger)
        : base(options, time) =>
        (_clients, _options, _clock, _time, _logger) = (clients, options.Value, clock, time, logger);

    private protected override TimeSpan RetryDelay => TimeSpan.FromSeconds(1);

    /// <summary>The rules with the grants that are in force now. The same instance is returned until a grant changes or ends.</summary>
    public PolicyBundle Apply(PolicyBundle rules)
    {
        ArgumentNullException.ThrowIfNull(rules);
        var held = _held;
        var grants = held is not null && _time.GetElapsedTime(held.CheckedAt) <= _options.MaximumAge ? held.Grants : GrantSet.Empty;
        var now = _clock.Now;
        if (_view is { } view && ReferenceEquals(view.Rules, rules) && ReferenceEquals(view.Grants, grants) && view.From <= now && now < view.Until)
        {
            return view.Bundle;
        }

        var (end, change) = (grants.NextEnd(now), rules.NextChange(now));
        var next = new View(rules, grants, now, end < change ? end : change, rules.With(grants, now));
        _view = next;
        return next.Bundle;
    }

    /// <inheritdoc />
    public override Task StartAsync(CancellationToken cancellationToken)
    {
        if (_options.StateFolder is { Length: > 0 } folder && _file is null)
        {
            _file = GrantFile.Open(folder);
            if (_file.Read() is var (last, grants) && _options.ConfirmedAt(last.At, _time) is { } confirmedAt)
            {
                _held = new Held(last.Feed, last.Revision, grants.Since(_clock.Now), confirmedAt);
            }
        }

        return base.StartAsync(cancellationToken);
    }

    /// <inheritdoc />
    public override void Dispose()
    {
        _file?.Dispose();
        base.Dispose();
    }

    private protected override async Task<bool> FetchAsync(TimeSpan wait, CancellationToken cancellationToken)
    {
        var held = _held;
        using var client = _clients.CreateClient(WaitingClient);
        client.MaxResponseContentBufferSize = AnswerLimitBytes;
        var (feed, revision, grants, requestedAt) = (held?.Feed, held?.Revision ?? 0, held?.Grants ?? GrantSet.Empty, 0L);
        var requestedTime = default(DateTimeOffset);
        List<GrantTerms> changes = [];
        GrantChanges page;
        var isReset = false;
        do
        {
            (requestedAt, requestedTime) = (_time.GetTimestamp(), _time.GetUtcNow());
            var address = string.Create(CultureInfo.InvariantCulture, $"access/changes?after={revision}&wait={(changes.Count == 0 ? wait.TotalMilliseconds : 0):F0}{(feed is null ? "" : $"&feed={feed}")}");
            page = await client.GetFromJsonAsync<GrantChanges>(new Uri(address, UriKind.Relative), MeshJson.Options, cancellationToken) ?? throw new JsonException("governance answered without content");
            if (feed is not null && (page.Feed != feed || page.Revision < revision))
            {
                // Another database, or an older state of it: what was known is of no use.
                (grants, changes, isReset) = (GrantSet.Empty, [], true);
            }

            changes.AddRange(page.Items);
            (feed, revision) = (page.Feed, page.Revision);
        }
        while (!page.IsComplete);

        var isChanged = held is null || isReset || changes.Count > 0 || held.Feed != feed;
        var current = isChanged ? grants.With(changes).Since(_clock.Now) : grants;
        // What the file has from before is of no use either where it was not taken up: grants in it may have been revoked since.
        Keep(new GrantFileLine(feed, revision, requestedTime, changes), current, isReset || held is null);
        _held = new Held(feed, revision, current, requestedAt);
        return isChanged;
    }

    private void Keep(GrantFileLine check, GrantSet all, bool isReset)
    {
        try
        {
            _file?.Write(check, all, isReset);
            _isFileReported = false;
        }
        catch (IOException failed)
        {
            // The grants are in force without it; a restart without governance begins without them.
            if (!_isFileReported)
            {
                LogNotKept(_options.StateFolder!, failed.Message);
            }

            _isFileReported = true;
        }
    }

    [LoggerMessage(1038, LogLevel.Warning, "The grants cannot be kept in {Folder}: {Reason}")]
    private partial void LogNotKept(string folder, string reason);

    [LoggerMessage(1032, LogLevel.Warning, "The grants cannot be checked: {Reason}")]
    private protected override partial void LogFailed(string reason);

    private sealed record Held(string Feed, long Revision, GrantSet Grants, long CheckedAt);

    // The rules with grants, for the time in which no grant ends.
    private sealed record View(PolicyBundle Rules, GrantSet Grants, DateTimeOffset From, DateTimeOffset Until, PolicyBundle Bundle);
}
