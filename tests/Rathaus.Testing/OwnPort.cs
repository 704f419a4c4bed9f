using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Rathaus.Testing;

/// <summary>
/// A loopback port that is nobody else's until it is given back, also while the host is down between two starts: other test processes see the
/// locked file, and it lies below the ports that the system hands to clients by itself.
/// </summary>
public sealed class OwnPort : IDisposable
{
    private const int First = 18_200;
    private const int Count = 10_000;

    private readonly FileStream reservation;

    private OwnPort(int number, FileStream reservation) => (Number, this.reservation) = (number, reservation);

    public int Number { get; }

    public static OwnPort Take()
    {
        var folder = Directory.CreateDirectory(Path.Combine(Path.GetTempPath(), "rathaus-test-ports")).FullName;
        for (var step = 0; step < Count; step++)
        {
            var number = First + ((Environment.ProcessId + step) % Count);
            if (Lock(Path.Combine(folder, number.ToString(CultureInfo.InvariantCulture))) is not { } reservation)
                continue;
            if (IsFree(number))
                return new OwnPort(number, reservation);
            reservation.Dispose();
        }

        throw new InvalidOperationException("No port is free for a host under test");
    }

    public void Dispose() => reservation.Dispose();

    private static FileStream? Lock(string path)
    {
        try
        {
            return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException)
        {
            // Another test has it.
            return null;
        }
    }

    private static bool IsFree(int number)
    {
        try
        {
            using var listener = new TcpListener(IPAddress.Loopback, number);
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
