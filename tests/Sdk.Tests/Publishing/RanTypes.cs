using System.Collections.Concurrent;
using System.Diagnostics.Tracing;
using System.Runtime.CompilerServices;

namespace MeshStarter.Sdk.Tests.Publishing;

/// <summary>The types of the mesh whose methods run for the first time in this process, as its compiler reports them.</summary>
internal sealed class RanTypes : EventListener
{
    // Methods that are compiled when they are first called, and those that were compiled by the build.
    private const EventKeywords FirstCalls = (EventKeywords)(0x10 | 0x20_0000_0000);

    private readonly ConcurrentDictionary<string, byte> _types = new(StringComparer.Ordinal);
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Returns the names of the types that ran until now, nested ones as the type that they are in.</summary>
    public async Task<IReadOnlyList<string>> EndAsync()
    {
        // Events come late, in their order.
        Marked();
        await _ended.Task.WaitAsync(TimeSpan.FromMinutes(1));
        return [.. _types.Keys.Order(StringComparer.Ordinal)];
    }

    protected override void OnEventSourceCreated(EventSource eventSource)
    {
        if (eventSource.Name == "Microsoft-Windows-DotNETRuntime")
        {
            EnableEvents(eventSource, EventLevel.Verbose, FirstCalls);
        }
    }

    protected override void OnEventWritten(EventWrittenEventArgs eventData)
    {
        if (eventData.EventName is not { } name || !(name.StartsWith("MethodLoadVerbose", StringComparison.Ordinal) || name.StartsWith("R2RGetEntryPoint", StringComparison.Ordinal))
            || eventData.Payload?[eventData.PayloadNames!.IndexOf("MethodNamespace")] is not string type
            || eventData.Payload[eventData.PayloadNames.IndexOf("MethodName")] is not string method)
        {
            return;
        }

        if (type.EndsWith(nameof(RanTypes), StringComparison.Ordinal))
        {
            if (method == nameof(Marked))
            {
                _ended.TrySetResult();
            }
        }
        else if (type.StartsWith("MeshStarter.", StringComparison.Ordinal) && !type.Contains("Tests.", StringComparison.Ordinal) && !type.Contains("Kit.", StringComparison.Ordinal))
        {
            _types.TryAdd(type.Split('+', '`', '[')[0], 0);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Marked()
    {
    }
}
