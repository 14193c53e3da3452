using System.Buffers;
using System.Runtime.InteropServices;

namespace MeshStarter.Platform.Workers.Buffers;

/// <summary>
/// The memory of one batch. It has one holder at first; a further user of it holds it too. When the last holder releases it, its array is free for a later batch, and a
/// read of this memory throws instead of returning other rows. Memory that is never released is garbage as any other.
/// </summary>
internal sealed class BatchMemory(BatchArrays arrays, byte[] array, int length) : MemoryManager<byte>
{
    private byte[]? _array = array;
    private int _holders = 1;

    /// <summary>Holds it once more.</summary>
    /// <exception cref="ObjectDisposedException">It has no holder any more.</exception>
    public void Hold()
    {
        int holders;
        do
        {
            holders = Volatile.Read(ref _holders);
            ObjectDisposedException.ThrowIf(holders == 0, this);
        }
        while (Interlocked.CompareExchange(ref _holders, holders + 1, holders) != holders);
    }

    /// <summary>Releases it; each holder once.</summary>
    /// <exception cref="ObjectDisposedException">It has no holder any more.</exception>
    public void Release()
    {
        var holders = Interlocked.Decrement(ref _holders);
        ObjectDisposedException.ThrowIf(holders < 0, this);
        if (holders == 0 && Interlocked.Exchange(ref _array, null) is { } free)
        {
            arrays.Return(free);
        }
    }

    /// <inheritdoc/>
    public override Span<byte> GetSpan() => Held.AsSpan(0, length);

    /// <inheritdoc/>
    public override unsafe MemoryHandle Pin(int elementIndex = 0)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)elementIndex, (uint)length, nameof(elementIndex));
        var handle = GCHandle.Alloc(Held, GCHandleType.Pinned);
        return new MemoryHandle((byte*)handle.AddrOfPinnedObject() + elementIndex, handle);
    }

    /// <inheritdoc/>
    public override void Unpin()
    {
        // The handle of each pin frees itself.
    }

    /// <inheritdoc/>
    protected override bool TryGetArray(out ArraySegment<byte> segment)
    {
        segment = new ArraySegment<byte>(Held, 0, length);
        return true;
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            Release();
        }
    }

    private byte[] Held
    {
        get
        {
            var held = Volatile.Read(ref _array);
            ObjectDisposedException.ThrowIf(held is null, this);
            return held;
        }
    }
}
