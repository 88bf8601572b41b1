# Fills Redmine with one project and as many issues as the product has projects, as its own forms would leave them.
count = Integer(ENV.fetch('ISSUES'))
admin = User.find_by(login: 'admin')
admin.password = admin.password_confirmation = 'Yanshi-2025-cheng'
admin.must_change_passwd = false
admin.save!
project = Project.create!(name: '重点项目', identifier: 'zhongdian', is_public: false,
                          enabled_module_names: %w[issue_tracking])
project.trackers = Tracker.all
counties = %w[东城区 西城区 北原县 南岭县 石门县].map { |n| IssueCategory.create!(name: n, project: project) }
tracker = project.trackers.first
status = tracker.default_status
priority = IssuePriority.default || IssuePriority.first
now = Time.now
(0...count).each_slice(1000) do |numbers|
  rows = numbers.map do |n|
    { tracker_id: tracker.id, project_id: project.id, status_id: status.id, priority_id: priority.id,
      author_id: admin.id, category_id: counties[n % counties.size].id,
      subject: "#{counties[n % counties.size].name}第#{n}号产业园基础设施项目",
      description: '本月完成投资与形象进度', start_date: Date.new(2024, 1 + n % 12, 1),
      due_date: Date.new(2026, 1 + n % 12, 1), done_ratio: n % 11 * 10, lock_version: 0,
      created_on: now, updated_on: now, lft: 1, rgt: 2, is_private: false }
  end
  Issue.insert_all!(rows)
end
Issue.where(root_id: nil).update_all('root_id = id')
ActiveRecord::Base.connection.execute('ANALYZE')
