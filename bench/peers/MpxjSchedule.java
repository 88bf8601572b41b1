// Times MPXJ's Microsoft scheduler on a Microsoft Project XML file. For each line of standard input it schedules once and prints
// the processor seconds of that thread, the seconds on the wall and the finish. Reading the file is not counted.

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.time.LocalDateTime;
import java.util.Objects;
import org.mpxj.ProjectFile;
import org.mpxj.Task;
import org.mpxj.TaskField;
import org.mpxj.cpm.MicrosoftScheduler;
import org.mpxj.reader.UniversalProjectReader;

public class MpxjSchedule {
    public static void main(String[] arguments) throws Exception {
        ProjectFile file = new UniversalProjectReader().read(arguments[0]);
        LocalDateTime start = file.getProjectProperties().getStartDate();
        for (Task task : file.getTasks()) {
            // The scheduler asks for these of every task; the file, which nobody has worked on yet, need not say them.
            if (task.getActualDuration() == null) task.set(TaskField.ACTUAL_DURATION, org.mpxj.Duration.getInstance(0, org.mpxj.TimeUnit.HOURS));
            if (task.getRemainingDuration() == null) task.set(TaskField.REMAINING_DURATION, task.getDuration());
        }
        var processor = ManagementFactory.getThreadMXBean();
        var lines = new BufferedReader(new InputStreamReader(System.in));
        System.out.println("ready");
        while (lines.readLine() != null) {
            long wall = System.nanoTime(), cpu = processor.getCurrentThreadCpuTime();
            new MicrosoftScheduler().schedule(file, start);
            cpu = processor.getCurrentThreadCpuTime() - cpu;
            wall = System.nanoTime() - wall;
            LocalDateTime finish = file.getTasks().stream().map(Task::getEarlyFinish).filter(Objects::nonNull)
                .max(LocalDateTime::compareTo).orElseThrow();
            System.out.println(cpu / 1e9 + " " + wall / 1e9 + " " + finish);
        }
    }
}
