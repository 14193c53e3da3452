namespace MeshStarter.Platform.Workers.Buffers;

/// <summary>Counts bytes that subjects take of one resource: each subject and all together have a limit.</summary>
/// <param name="perSubject">Bytes that one subject may have.</param>
/// <param name="inAll">Bytes that all subjects together may have.</param>
internal sealed class ByteShares(long perSubject, long inAll)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, long> _taken = new(StringComparer.Ordinal);
    private long _all;

    /// <summary>Takes bytes unless a limit would be exceeded.</summary>
    public bool TryTake(string subject, long bytes)
    {
        lock (_lock)
        {
            if (_all + bytes > inAll || _taken.GetValueOrDefault(subject) + bytes > perSubject)
            {
                return false;
            }

            Add_NeedsLock(subject, bytes);
            return true;
        }
    }

    /// <summary>Takes bytes that are in use whatever the limits are.</summary>
    public void Take(string subject, long bytes)
    {
        lock (_lock)
        {
            Add_NeedsLock(subject, bytes);
        }
    }

    /// <summary>Gives bytes back.</summary>
    public void Return(string subject, long bytes)
    {
        lock (_lock)
        {
            Add_NeedsLock(subject, -bytes);
        }
    }

    /// <summary>Whether a subject is within its own limit with so many bytes more.</summary>
    public bool HasRoom(string subject, long bytes)
    {
        lock (_lock)
        {
            return _taken.GetValueOrDefault(subject) + bytes <= perSubject;
        }
    }

    private void Add_NeedsLock(string subject, long bytes)
    {
        _all += bytes;
        var taken = _taken.GetValueOrDefault(subject) + bytes;
        if (taken == 0)
        {
            _taken.Remove(subject);
        }
        else
        {
            _taken[subject] = taken;
        }
    }
}
