using MeshStarter.DuckDb.Appending;
using MeshStarter.DuckDb.Native;
using MeshStarter.DuckDb.Types;

namespace MeshStarter.DuckDb;

/// <summary>
/// Adds rows to one table, much faster than INSERT: append each column's value in order, then <see cref="EndRow"/>;
/// <see cref="Flush"/> at the end. Rows reach the table when flushed, and from time to time by the engine's own choice
/// (about every 200,000 rows): where all or none must arrive, open a transaction on the connection first. Dispose
/// without Flush drops the rows that are still here. Values are written as given or refused; nothing is rounded or cut
/// but what is finer than the column's unit of time. After the engine has refused rows only Dispose is left.
/// For one thread at a time, Dispose included.
/// </summary>
public sealed unsafe partial class DuckDbAppender : IDisposable
{
    private readonly DuckDbConnection _connection;
    private readonly AppenderHandle _handle;
    private readonly ChunkHandle _chunk;
    private readonly VectorWriter[] _columns;
    private readonly int _capacity = (int)NativeMethods.VectorSize();
    private int _row;
    private int _column;
    private bool _failed;

    internal DuckDbAppender(DuckDbConnection connection, AppenderHandle handle)
    {
        _connection = connection;
        _handle = handle;
        _chunk = new ChunkHandle(handle);
        var types = handle.ColumnTypes();
        try
        {
            ColumnTypes = types.Select(DuckDbTypeReader.Read).ToArray();
            var pointers = types.Select(type => type.DangerousGetHandle()).ToArray();
            fixed (nint* first = pointers)
            {
                if (!_chunk.Take(NativeMethods.CreateChunk(first, (ulong)pointers.Length)))
                {
                    throw new DuckDbException(DuckDbErrorKind.NotImplemented, $"The table has a column that cannot be appended to: {string.Join(", ", ColumnTypes)}.");
                }
            }
        }
        catch
        {
            Dispose();
            throw;
        }
        finally
        {
            foreach (var type in types)
            {
                type.Dispose();
            }
        }

        _columns = [.. ColumnTypes.Select((type, i) => new VectorWriter(type, $"Column {i + 1}"))];
        Attach();
    }

    /// <summary>The types of the table's columns, in order.</summary>
    public IReadOnlyList<DuckDbType> ColumnTypes { get; }

    /// <summary>Ends a row.</summary>
    /// <exception cref="InvalidOperationException">Values are missing.</exception>
    /// <exception cref="DuckDbException">The engine refused rows, for instance a constraint of the table.</exception>
    public void EndRow()
    {
        ObjectDisposedException.ThrowIf(_handle.IsDisposed, this);
        RequireWholeRow(_columns.Length);
        _column = 0;
        if (++_row == _capacity)
        {
            HandOver();
        }
    }

    /// <summary>Writes all rows to the table; without a transaction of the connection's this commits them.</summary>
    /// <exception cref="InvalidOperationException">A row is not ended.</exception>
    /// <exception cref="DuckDbException">The engine refused rows, for instance a constraint of the table.</exception>
    public void Flush()
    {
        ObjectDisposedException.ThrowIf(_handle.IsDisposed, this);
        RequireWholeRow(0);
        HandOver();
        using var use = _connection.EnterForCommand();
        Guarded(_handle.Flush);
    }

    /// <summary>Gives the appender back; rows not flushed are dropped.</summary>
    public void Dispose()
    {
        _chunk.Dispose();
        _handle.Dispose();
    }

    private void RequireWholeRow(int columns)
    {
        if (_column != columns)
        {
            throw new InvalidOperationException($"The row has {_column} of {_columns.Length} values.");
        }
    }

    /// <summary>The writer of the next column.</summary>
    private VectorWriter Next()
    {
        ObjectDisposedException.ThrowIf(_handle.IsDisposed, this);
        if (_failed)
        {
            throw new InvalidOperationException("The engine has refused rows of this appender. Dispose it and begin again.");
        }

        if (_column == _columns.Length)
        {
            throw new InvalidOperationException($"The row has all its {_columns.Length} values. Call EndRow.");
        }

        return _columns[_column];
    }

    private void HandOver()
    {
        if (_row == 0)
        {
            return;
        }

        using var use = _connection.EnterForCommand();
        NativeMethods.SetChunkSize(_chunk, (ulong)_row);
        Guarded(() => _handle.Append(_chunk));
        NativeMethods.ResetChunk(_chunk);
        _row = 0;
        Attach();
    }

    private void Guarded(Action append)
    {
        if (_failed)
        {
            throw new InvalidOperationException("The engine has refused rows of this appender. Dispose it and begin again.");
        }

        _failed = true;
        append();
        _failed = false;
    }

    private void Attach()
    {
        for (var i = 0; i < _columns.Length; i++)
        {
            _columns[i].Attach(NativeMethods.ChunkVector(_chunk, (ulong)i));
        }
    }
}
