namespace MeshStarter.Platform.Workers.Buffers;

/// <summary>
/// The arrays of one query's batches. An array that is not used any more takes a later batch of the same query, so that a result of any size takes the memory of a few batches: as
/// garbage of the large object heap they would be collected late. No array goes to another query, whose caller might not see these rows.
/// </summary>
internal sealed class BatchArrays
{
    // The large object heap begins there; what is smaller is cheap garbage.
    private const int LeastBytes = 80 * 1024;

    // One row may be a hundred times as large as a usual batch.
    private const int MostBytes = 4 * 1024 * 1024;

    private const int StepBytes = 256 * 1024;

    // A result that is read as fast as it is made uses these in turn; of a slow reader's some more wait.
    private const int MostFree = 12;

    private readonly Lock _lock = new();
    private readonly Stack<byte[]> _free = new();
    private bool _isClosed;

    /// <summary>Memory for a batch, with one holder.</summary>
    public BatchMemory Rent(int length)
    {
        if (length is < LeastBytes or > MostBytes)
        {
            return new BatchMemory(this, GC.AllocateUninitializedArray<byte>(length), length);
        }

        lock (_lock)
        {
            while (_free.TryPop(out var free))
            {
                if (free.Length >= length)
                {
                    return new BatchMemory(this, free, length);
                }
            }
        }

        return new BatchMemory(this, GC.AllocateUninitializedArray<byte>((length + StepBytes - 1) / StepBytes * StepBytes), length);
    }

    /// <summary>Drops the arrays: the result has no more batches.</summary>
    public void Close()
    {
        lock (_lock)
        {
            _isClosed = true;
            _free.Clear();
        }
    }

    /// <summary>Takes the array of a batch without holders.</summary>
    internal void Return(byte[] array)
    {
        lock (_lock)
        {
            if (!_isClosed && array.Length is >= LeastBytes and <= MostBytes && _free.Count < MostFree)
            {
                _free.Push(array);
            }
        }
    }
}
