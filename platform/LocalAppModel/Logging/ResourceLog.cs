using System.Threading.Channels;
using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting.Logging;

/// <summary>The last lines of one resource, and who reads along.</summary>
internal sealed class ResourceLog
{
    private const int Kept = 1_000;

    private readonly Lock _gate = new();
    private readonly Queue<LogLine> _lines = new();
    private readonly List<ChannelWriter<LogLine>> _readers = [];
    private int _count;
    private bool _completed;

    /// <summary>Last line by standard error that says something; the frames of a stack trace do not.</summary>
    internal string? LastError { get; private set; }

    internal int NextNumber() => Interlocked.Increment(ref _count);

    internal void Add(LogLine line, string text)
    {
        lock (_gate)
        {
            if (line.IsErrorMessage && !string.IsNullOrWhiteSpace(text) && !text.StartsWith("   at ", StringComparison.Ordinal))
                LastError = text;
            _lines.Enqueue(line);
            if (_lines.Count > Kept)
                _lines.Dequeue();
            foreach (var reader in _readers)
                reader.TryWrite(line);
        }
    }

    internal Channel<LogLine> Open()
    {
        var channel = Channel.CreateUnbounded<LogLine>(new UnboundedChannelOptions { SingleReader = true });
        lock (_gate)
        {
            foreach (var line in _lines)
                channel.Writer.TryWrite(line);
            if (_completed)
                channel.Writer.Complete();
            else
                _readers.Add(channel.Writer);
        }

        return channel;
    }

    internal void Close(Channel<LogLine> channel)
    {
        lock (_gate)
            _readers.Remove(channel.Writer);
    }

    internal void Complete()
    {
        lock (_gate)
        {
            _completed = true;
            foreach (var reader in _readers)
                reader.TryComplete();
        }
    }
}
