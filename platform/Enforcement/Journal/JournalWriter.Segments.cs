using MeshStarter.Platform.Audit.Records;
using MeshStarter.ServiceDefaults.Files;

namespace MeshStarter.Platform.Enforcement.Journal;

/// <summary>Opens segments, and cuts back what a group left in one that could not be written.</summary>
internal sealed partial class JournalWriter
{
    /// <summary>Opens the segment that the next group goes to. The buffer begins with the head that a new one begins with.</summary>
    private JournalSegment PrepareSegment()
    {
        if (Last is { Length: > 0 } last)
        {
            _file ??= OwnerFile.Open(last.Path, FileMode.Open, FileShare.ReadWrite | FileShare.Delete);
            CutBack(last.Length);
            if (!IsFull(last.Length))
            {
                return last;
            }
        }

        // A head is at the end of every full segment.
        var head = _durable.Head is { } known && known.Sequence == _sequence ? known : Signer.Sign(_sequence, _hash);
        var fresh = new JournalSegment(JournalFiles.Segment(_folder, _sequence + 1), _sequence + 1, 0);
        var file = OwnerFile.Open(fresh.Path, FileMode.Create, FileShare.ReadWrite | FileShare.Delete);
        _file?.Dispose();
        _file = file;
        FolderFlush.Run(_folder);
        AuditLine.WriteHead(_buffer, head);
        return fresh;
    }

    private bool IsFull(long length) => _durable.Sequence == _sequence
        && (length >= SegmentLimit || (length >= AcknowledgedSegmentLimit && Volatile.Read(ref _acknowledged) == _sequence));

    // A file without this group's bytes: a later head must not follow a half-written one.
    private void CutBack(long length)
    {
        if (!_isCutNeeded)
        {
            return;
        }

        _file!.SetLength(length);
        _isCutNeeded = false;
    }

    private void TryCutBack()
    {
        try
        {
            if (_file is not { } file)
            {
                return;
            }

            if (Last is { Length: > 0 } last && file.Name == last.Path)
            {
                CutBack(last.Length);
                return;
            }

            // A segment that was only begun is begun again.
            (_file, _isCutNeeded) = (null, false);
            file.Dispose();
            File.Delete(file.Name);
        }
        catch (Exception failed) when (failed is IOException or UnauthorizedAccessException)
        {
            _failure = failed; // tried again before the next group
        }
    }
}
